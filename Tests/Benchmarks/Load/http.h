#ifndef PENSTOCK_LOAD_HTTP_H
#define PENSTOCK_LOAD_HTTP_H

#include "bytes.h"

#include <stdint.h>

/// What stands at the front of the bytes a server sent.
enum part {
    /// Nothing whole: the input is used up.
    PART_NONE,
    /// The head; `status` and `is_last` are known.
    PART_HEAD,
    /// Some bytes of content, their framing taken off.
    PART_CONTENT,
    /// The response is over; what follows is the next one.
    PART_END,
    /// Not a response to be had; the connection is of no more use.
    PART_MALFORMED,
};

/// Where a reader of HTTP/1.1 responses (RFC 9112), sized or chunked, stands on one connection.
/// Starts as zero.
struct response {
    enum { STATUS_LINE, FIELDS, CONTENT, CHUNK_SIZE, CHUNK_END, TRAILERS } phase;
    int status;
    bool is_chunked;
    bool is_sized;
    /// The server closes the connection after this response.
    bool is_last;
    /// Content still to come: of the chunk, or of the whole when it is sized.
    uint64_t content_left;
    /// The start of a line whose end has not arrived.
    char *held;
    size_t held_count;
    size_t held_room;
};

enum {
    /// Longer than any line of a sane response.
    LINE_BYTES_MAX = 16384,
};

/// Takes the next part off the front of `input`, which may be cut anywhere; to be called until `PART_NONE`.
///
/// `content` is set for `PART_CONTENT` only and points into the input. Interim responses are passed over.
enum part response_next(struct response *response, struct bytes *input, struct bytes *content);

/// Makes it ready for the first response of another connection.
void response_reset(struct response *response);

#endif
