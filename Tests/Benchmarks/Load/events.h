#ifndef PENSTOCK_LOAD_EVENTS_H
#define PENSTOCK_LOAD_EVENTS_H

#include "bytes.h"

#include <stdint.h>

struct event_counts {
    /// Blocks with a `data` line: what a browser dispatches.
    uint64_t events;
    /// The other blocks, which dispatch nothing: only comments, an `id`, a `retry`.
    uint64_t silent_blocks;
};

/// Where a reader of one event stream stands (WHATWG HTML section 9.2.6, of whose line ends it knows LF and
/// CRLF). Starts as zero.
struct event_scan {
    bool has_data;
    bool has_lines;
    /// Of the line being read: its length, and as much of its start as tells its kind.
    size_t line_count;
    char line[5];
};

/// Adds the blocks whose blank line is in `piece`, which may be cut anywhere, to `counts`.
void scan_events(struct event_scan *scan, struct bytes piece, struct event_counts *counts);

#endif
