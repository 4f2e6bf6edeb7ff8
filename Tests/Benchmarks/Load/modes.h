#ifndef PENSTOCK_LOAD_MODES_H
#define PENSTOCK_LOAD_MODES_H

#include "options.h"

/// Keeps one request outstanding on each connection and prints rate and latency.
int run_requests(const struct options *options);

/// Keeps event streams open and prints how many events came.
int run_streams(const struct options *options);

/// Keeps one reply under way on each connection, holds its text to what it must be, and times its words.
int run_replies(const struct options *options);

/// Opens streams, says so, and holds them until standard input closes or the time is over.
int run_idle(const struct options *options);

/// Feeds the parsers every cut of known input; prints what went wrong.
int run_selftest(void);

#endif
