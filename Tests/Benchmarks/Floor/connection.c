#include "connection.h"

#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection *connection_open(int descriptor) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection != NULL) connection->descriptor = descriptor;
    return connection;
}

void connection_close(struct connection *connection) {
    close(connection->descriptor);
    free(connection->kept);
    free(connection);
}

/// Takes what belongs to requests off the front of `bytes` and gives how much that was.
static size_t take_requests(struct connection *connection, const char *bytes, size_t count) {
    size_t taken = 0;
    while (taken < count && !connection->is_stream) {
        if (connection->body_left == 0) {
            struct request request = request_scan(bytes + taken, count - taken);
            if (request.head_count == 0) return taken;
            taken += request.head_count;
            connection->owed += !request.is_post;
            connection->is_stream = request.is_post && request.content_length == 0;
            connection->body_left = request.content_length;
        } else {
            size_t part = count - taken < connection->body_left ? count - taken : connection->body_left;
            taken += part;
            connection->body_left -= part;
            connection->is_stream = connection->body_left == 0;
        }
    }
    // What a client says on an open stream is of no interest.
    return connection->is_stream ? count : taken;
}

static bool keep(struct connection *connection, const char *bytes, size_t count) {
    connection->kept_count = count;
    if (count == 0) return true;
    if (connection->kept == NULL) connection->kept = malloc(READ_BYTES_MAX);
    if (connection->kept == NULL || count == READ_BYTES_MAX) return false;
    memcpy(connection->kept, bytes, count);
    return true;
}

bool connection_receive(struct connection *connection, char *buffer, bool is_ending) {
    for (;;) {
        size_t kept = connection->kept_count;
        if (kept > 0) memcpy(buffer, connection->kept, kept);
        ssize_t count = recv(connection->descriptor, buffer + kept, READ_BYTES_MAX - kept, 0);
        if (count < 0) return errno == EAGAIN;
        if (count == 0) return false;
        size_t total = kept + (size_t)count;
        size_t taken = take_requests(connection, buffer, total);
        if (!keep(connection, buffer + taken, total - taken)) return false;
        // A read that leaves room has emptied the socket; the next edge tells of more (epoll(7)).
        if (total < READ_BYTES_MAX && !is_ending) return true;
    }
}

static const struct bytes *due(const struct connection *connection, const struct answers *answers) {
    if (connection->owed > 0) return &answers->response;
    if (!connection->is_stream) return NULL;
    if (!connection->has_stream_head) return &answers->stream_head;
    return answers->events.count > 0 ? &answers->events : NULL;
}

bool connection_owes(const struct connection *connection, const struct answers *answers) {
    return due(connection, answers) != NULL;
}

bool connection_write(struct connection *connection, const struct answers *answers) {
    const struct bytes *answer = due(connection, answers);
    size_t rest = answer->count - connection->sent;
    ssize_t count = send(connection->descriptor, answer->start + connection->sent, rest, MSG_NOSIGNAL);
    if (count < 0) {
        connection->is_blocked = errno == EAGAIN;
        return connection->is_blocked;
    }
    if ((size_t)count < rest) {
        // A short write has filled the socket, so it arms the edge as EAGAIN does.
        connection->is_blocked = true;
        connection->sent += (size_t)count;
        return true;
    }
    connection->sent = 0;
    if (connection->owed > 0) {
        connection->owed--;
    } else {
        connection->has_stream_head = true;
    }
    return true;
}
