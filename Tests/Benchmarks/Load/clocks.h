#ifndef PENSTOCK_LOAD_CLOCKS_H
#define PENSTOCK_LOAD_CLOCKS_H

#include <stdint.h>
#include <sys/types.h>

enum { NS_PER_SECOND = 1000 * 1000 * 1000 };

/// Nanoseconds of CLOCK_MONOTONIC.
uint64_t now_ns(void);

/// A moment: when it was, and how much processor time had been used by then, in nanoseconds.
struct moment {
    uint64_t time_ns;
    uint64_t load_cpu_ns;
    uint64_t server_cpu_ns;
    /// By everything on the machine, to within a tick.
    uint64_t machine_cpu_ns;
};

/// Reads all clocks; `server` is its process id, or zero when it is not known, and its time then zero too.
struct moment moment_now(pid_t server);

/// Seconds from one reading of a clock to another.
double seconds_between(uint64_t start_ns, uint64_t end_ns);

/// Prints the members that every report ends with: the seconds, and how many processors this program, the
/// server and the rest of the machine kept busy.
void print_window(struct moment start, struct moment end);

#endif
