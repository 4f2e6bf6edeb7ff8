#include "events.h"

static bool is_data(const struct event_scan *scan) {
    if (scan->line_count < 4 || memcmp(scan->line, "data", 4) != 0) return false;
    return scan->line_count == 4 || scan->line[4] == ':' || (scan->line_count == 5 && scan->line[4] == '\r');
}

static void end_line(struct event_scan *scan, struct event_counts *counts) {
    if (scan->line_count == 0 || (scan->line_count == 1 && scan->line[0] == '\r')) {
        counts->events += scan->has_data;
        counts->silent_blocks += scan->has_lines && !scan->has_data;
        scan->has_data = scan->has_lines = false;
    } else {
        scan->has_lines = true;
        scan->has_data |= is_data(scan);
    }
    scan->line_count = 0;
}

void scan_events(struct event_scan *scan, struct bytes piece, struct event_counts *counts) {
    while (piece.start < piece.end) {
        const char *feed = memchr(piece.start, '\n', bytes_count(piece));
        size_t count = feed != NULL ? (size_t)(feed - piece.start) : bytes_count(piece);
        struct bytes part = bytes_take(&piece, count);
        for (size_t index = 0; index < count && scan->line_count + index < sizeof scan->line; index++) {
            scan->line[scan->line_count + index] = part.start[index];
        }
        scan->line_count += count;
        if (feed == NULL) return;
        end_line(scan, counts);
        piece.start++;
    }
}
