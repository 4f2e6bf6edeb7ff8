#ifndef PENSTOCK_FLOOR_CONNECTION_H
#define PENSTOCK_FLOOR_CONNECTION_H

#include "answers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One client: what of its requests is still to come, and what of their answers is still to be written.
struct connection {
    int descriptor;
    /// A body was read to its end: from here on this is an event stream, for ever.
    bool is_stream;
    bool has_stream_head;
    /// The socket took less than it was given; the next EPOLLOUT clears it.
    bool is_blocked;
    /// It stands in the loop's list of streams to write.
    bool is_listed;
    /// Answers to GET not yet wholly written. They are all alike, so a count is the whole queue.
    size_t owed;
    /// How much of the answer in turn is written.
    size_t sent;
    size_t body_left;
    /// The start of a head whose end has not arrived.
    char *kept;
    size_t kept_count;
};

enum {
    /// The most one read takes, and so the longest head: larger ones close the connection.
    READ_BYTES_MAX = 16384,
};

/// Takes a connected, non-blocking socket; NULL when there is no memory.
struct connection *connection_open(int descriptor);

/// Closes the socket and frees the connection.
void connection_close(struct connection *connection);

/// Reads until the socket is empty, through `buffer` of `READ_BYTES_MAX`; false when the client is gone or
/// asks too much. `is_ending` says that the client has closed its side, so it reads up to that.
bool connection_receive(struct connection *connection, char *buffer, bool is_ending);

/// Whether something is to be written.
bool connection_owes(const struct connection *connection, const struct answers *answers);

/// Writes once what is due; false when the client is gone.
bool connection_write(struct connection *connection, const struct answers *answers);

#endif
