#include "clocks.h"
#include "fleet.h"
#include "modes.h"
#include "options.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
    "usage: load requests --port P --path PATH --connections N --seconds S\n"
    "       load streams  --port P --path PATH --body TEXT|@FILE --streams N --seconds S\n"
    "       load replies  --port P --path PATH --body TEXT|@FILE --connections N --seconds S --text TEXT\n"
    "       load idle     --port P --path PATH --body TEXT|@FILE --streams N --seconds S\n"
    "       load selftest\n"
    "\n"
    "Each may have: --warmup S      seconds before those that are measured\n"
    "               --cpu N         the processor to run on\n"
    "               --server PID    whose processor time is reported beside our own\n"
    "               --addresses K   connect from 127.0.0.1 to 127.0.0.K in turn\n"
    "               --text TEXT     the words that a reply must have, in order\n"
    "               --times N       how often it says them (1); what comes in between does not matter\n"
    "               --late S        the time between two words from which on the second is late\n"
    "               --header TEXT   a further request header, up to 16 times\n"
    "The server is on 127.0.0.1. A line of JSON is printed at the end, and for idle another when all the\n"
    "streams stand; idle also ends with standard input. The status is 0 when the run was whole.\n";

enum {
    /// Beyond the time a run asks for, what it may take to wind up.
    GRACE_SECONDS = 5,
};

static void overrun(int signal) {
    (void)signal;
    static const char text[] = "load: the run went past its time\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(3);
    _exit(2);
}

/// Ends the program when a run does not end by itself.
static void start_watchdog(const struct options *options) {
    signal(SIGALRM, overrun);
    uint64_t asked_ns = options->warmup_ns + options->duration_ns;
    alarm(SETUP_SECONDS_MAX + (unsigned)(asked_ns / NS_PER_SECOND) + GRACE_SECONDS);
}

static void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) {
        perror("load: sched_setaffinity");
        exit(EXIT_FAILURE);
    }
}

int main(int count, char **arguments) {
    static const struct {
        const char *name;
        int (*run)(const struct options *options);
        bool needs_body;
    } modes[] = {
        {"requests", run_requests, false},
        {"streams", run_streams, true},
        {"replies", run_replies, true},
        {"idle", run_idle, true},
    };

    const char *name = count > 1 ? arguments[1] : "";
    if (strcmp(name, "selftest") == 0) return run_selftest();
    for (size_t index = 0; index < sizeof modes / sizeof modes[0]; index++) {
        if (strcmp(name, modes[index].name) != 0) continue;
        struct options options = options_read(count - 1, arguments + 1);
        if (modes[index].needs_body == (options.body == NULL)) break;
        if (options.cpu >= 0) pin(options.cpu);
        start_watchdog(&options);
        return modes[index].run(&options);
    }
    fputs(usage, stderr);
    return EXIT_FAILURE;
}
