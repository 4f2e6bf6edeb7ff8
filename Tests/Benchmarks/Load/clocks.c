#include "clocks.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static uint64_t read_clock(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * NS_PER_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t now_ns(void) {
    return read_clock(CLOCK_MONOTONIC);
}

/// The first line of /proc/stat, without its idle and its waiting time (proc(5)).
static uint64_t machine_cpu_ns(void) {
    uint64_t user, nice, system, idle, waiting, irq, softirq;
    FILE *file = fopen("/proc/stat", "r");
    if (file == NULL) return 0;
    int count = fscanf(
        file, "cpu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system, &idle, &waiting, &irq, &softirq);
    fclose(file);
    if (count != 7) return 0;
    return (user + nice + system + irq + softirq) * (NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK));
}

struct moment moment_now(pid_t server) {
    clockid_t clock;
    bool is_known = server > 0 && clock_getcpuclockid(server, &clock) == 0;
    return (struct moment){
        .time_ns = now_ns(),
        .load_cpu_ns = read_clock(CLOCK_PROCESS_CPUTIME_ID),
        .server_cpu_ns = is_known ? read_clock(clock) : 0,
        .machine_cpu_ns = machine_cpu_ns(),
    };
}

double seconds_between(uint64_t start_ns, uint64_t end_ns) {
    return (double)(end_ns - start_ns) / NS_PER_SECOND;
}

void print_window(struct moment start, struct moment end) {
    double seconds = seconds_between(start.time_ns, end.time_ns);
    double load = seconds_between(start.load_cpu_ns, end.load_cpu_ns) / seconds;
    double server = seconds_between(start.server_cpu_ns, end.server_cpu_ns) / seconds;
    double machine = seconds_between(start.machine_cpu_ns, end.machine_cpu_ns) / seconds;
    printf("\"seconds\":%.3f,\"load_cpu\":%.3f,\"server_cpu\":%.3f,", seconds, load, server);
    printf("\"others_cpu\":%.3f}\n", machine - load - server);
}
