#include "answers.h"
#include "loop.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

static const char usage[] =
    "usage: floor --port PORT [--cpu N] [--response-bytes N] [--event-bytes N] [--events-per-write K]\n"
    "\n"
    "The least a server can do. Every GET gets one fixed response of --response-bytes (192), head included.\n"
    "Every POST gets an event stream: per loop turn one write of --events-per-write (1) events of\n"
    "--event-bytes (128) each, until the client goes; with --events-per-write 0 it stays open and silent.\n"
    "Listens on 127.0.0.1 only (port 0: any) and serves until standard input closes.\n";

struct options {
    long port;
    long cpu;
    long response_bytes;
    long event_bytes;
    long events_per_write;
};

static void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static long number(const char *text, long min, long max) {
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < min || value > max) {
        fprintf(stderr, "floor: %s is not a number from %ld to %ld\n", text, min, max);
        exit(EXIT_FAILURE);
    }
    return value;
}

static _Noreturn void refuse(void) {
    fputs(usage, stderr);
    exit(EXIT_FAILURE);
}

static struct options read_options(int count, char **arguments) {
    static const struct option known[] = {
        {"port", required_argument, NULL, 'p'},
        {"cpu", required_argument, NULL, 'c'},
        {"response-bytes", required_argument, NULL, 'r'},
        {"event-bytes", required_argument, NULL, 'e'},
        {"events-per-write", required_argument, NULL, 'w'},
        {0},
    };
    struct options options = {
        .port = -1,
        .cpu = -1,
        .response_bytes = 192,
        .event_bytes = 128,
        .events_per_write = 1,
    };
    for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (option) {
        case 'p': options.port = number(optarg, 0, 65535); break;
        case 'c': options.cpu = number(optarg, 0, CPU_SETSIZE - 1); break;
        case 'r': options.response_bytes = number(optarg, RESPONSE_BYTES_MIN, RESPONSE_BYTES_MAX); break;
        case 'e': options.event_bytes = number(optarg, EVENT_BYTES_MIN, EVENT_BYTES_MAX); break;
        case 'w': options.events_per_write = number(optarg, 0, EVENTS_PER_WRITE_MAX); break;
        default: refuse();
        }
    }
    if (options.port < 0 || optind != count) refuse();
    return options;
}

static void pin(long cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) fail("floor: sched_setaffinity");
}

/// Every connection is a descriptor, so take as many as the system gives.
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("floor: getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("floor: setrlimit");
}

/// Listens on the loopback address and says where.
static int listen_on(long port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) fail("floor: socket");
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0) fail("floor: bind");
    if (listen(listener, SOMAXCONN) != 0) fail("floor: listen");
    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) fail("floor: getsockname");
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char **arguments) {
    struct options options = read_options(count, arguments);
    if (options.cpu >= 0) pin(options.cpu);
    raise_descriptor_limit();
    struct answers answers = answers_render(
        (size_t)options.response_bytes, (size_t)options.event_bytes, (size_t)options.events_per_write);
    loop_run(listen_on(options.port), &answers);
    return EXIT_SUCCESS;
}
