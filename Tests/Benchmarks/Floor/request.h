#ifndef PENSTOCK_FLOOR_REQUEST_H
#define PENSTOCK_FLOOR_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/// The little of a request that decides its answer.
struct request {
    /// Bytes of the head, its blank line included; zero while the head is not whole.
    size_t head_count;
    bool is_post;
    size_t content_length;
};

/// Looks for a whole request head at the start of `bytes`.
struct request request_scan(const char *bytes, size_t count);

#endif
