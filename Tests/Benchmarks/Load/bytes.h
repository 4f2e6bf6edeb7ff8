#ifndef PENSTOCK_LOAD_BYTES_H
#define PENSTOCK_LOAD_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Borrowed bytes; a parser takes from the front by moving `start`.
struct bytes {
    const char *start;
    const char *end;
};

static inline size_t bytes_count(struct bytes bytes) {
    return (size_t)(bytes.end - bytes.start);
}

static inline struct bytes bytes_of(const char *text) {
    return (struct bytes){text, text + strlen(text)};
}

/// Takes at most `max` bytes off the front.
static inline struct bytes bytes_take(struct bytes *from, size_t max) {
    size_t count = bytes_count(*from) < max ? bytes_count(*from) : max;
    struct bytes taken = {from->start, from->start + count};
    from->start = taken.end;
    return taken;
}

#endif
