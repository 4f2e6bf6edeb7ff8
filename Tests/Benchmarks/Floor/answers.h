#ifndef PENSTOCK_FLOOR_ANSWERS_H
#define PENSTOCK_FLOOR_ANSWERS_H

#include <stddef.h>

/// Bytes rendered once at the start and written over and over.
struct bytes {
    const char *start;
    size_t count;
};

struct answers {
    /// To a GET: head and body.
    struct bytes response;
    /// To a POST: the head of an event stream.
    struct bytes stream_head;
    /// What one write of a stream holds, each event an HTTP chunk; empty where streams stay silent.
    struct bytes events;
};

enum {
    RESPONSE_BYTES_MIN = 128,
    RESPONSE_BYTES_MAX = 1 << 20,
    EVENT_BYTES_MIN = 32,
    EVENT_BYTES_MAX = 1 << 16,
    EVENTS_PER_WRITE_MAX = 1024,
};

/// Renders a response of exactly `response_bytes`, its head included, and a write of `events_per_write`
/// events of exactly `event_bytes` each, the blank line included and the chunk's framing not.
struct answers answers_render(size_t response_bytes, size_t event_bytes, size_t events_per_write);

#endif
