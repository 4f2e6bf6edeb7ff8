#include "loop.h"

#include "connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    EVENTS_PER_TURN_MAX = 512,
    /// So that a storm of connections does not hold up the streams.
    ACCEPTS_PER_TURN_MAX = 64,
};

struct loop {
    int epoll;
    int listener;
    const struct answers *answers;
    /// The streams whose socket takes more, in no order.
    struct connection **streams;
    size_t stream_count;
    size_t stream_room;
    char buffer[READ_BYTES_MAX];
};

static void fail(const char *what) {
    fprintf(stderr, "floor: ");
    perror(what);
    exit(EXIT_FAILURE);
}

static void watch(struct loop *loop, int descriptor, uint32_t events, void *source) {
    struct epoll_event event = {.events = events, .data.ptr = source};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0) return;
    fail(descriptor == STDIN_FILENO ? "standard input, whose end ends the program, is no pipe" : "epoll_ctl");
}

static void accept_connections(struct loop *loop) {
    for (int count = 0; count < ACCEPTS_PER_TURN_MAX; count++) {
        int descriptor = accept4(loop->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE) fail("accept4");
            return;
        }
        int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = connection_open(descriptor);
        if (connection == NULL) fail("calloc");
        // Edge triggered and registered once: a blocked write arms EPOLLOUT without a further call.
        watch(loop, descriptor, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, connection);
    }
}

static void list(struct loop *loop, struct connection *stream) {
    if (loop->stream_count == loop->stream_room) {
        loop->stream_room = loop->stream_room == 0 ? 64 : 2 * loop->stream_room;
        loop->streams = realloc(loop->streams, loop->stream_room * sizeof *loop->streams);
        if (loop->streams == NULL) fail("realloc");
    }
    stream->is_listed = true;
    loop->streams[loop->stream_count++] = stream;
}

static void unlist(struct loop *loop, size_t index) {
    loop->streams[index]->is_listed = false;
    loop->streams[index] = loop->streams[--loop->stream_count];
}

static void end(struct loop *loop, struct connection *connection) {
    for (size_t index = 0; connection->is_listed; index++) {
        if (loop->streams[index] == connection) unlist(loop, index);
    }
    connection_close(connection);
}

/// Reads and answers; false when the connection is to be closed.
static bool serve(struct loop *loop, struct connection *connection, uint32_t events) {
    if (events & EPOLLOUT) connection->is_blocked = false;
    bool is_ending = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if ((events & EPOLLIN) || is_ending) {
        if (!connection_receive(connection, loop->buffer, is_ending)) return false;
    }
    if (connection->is_stream) {
        if (!connection->is_blocked && !connection->is_listed) list(loop, connection);
        return true;
    }
    while (!connection->is_blocked && connection_owes(connection, loop->answers)) {
        if (!connection_write(connection, loop->answers)) return false;
    }
    return true;
}

/// One write to each stream whose socket takes it.
static void write_streams(struct loop *loop) {
    for (size_t index = 0; index < loop->stream_count;) {
        struct connection *stream = loop->streams[index];
        if (!connection_owes(stream, loop->answers)) {
            unlist(loop, index);
        } else if (!connection_write(stream, loop->answers)) {
            unlist(loop, index);
            connection_close(stream);
        } else if (stream->is_blocked) {
            unlist(loop, index);
        } else {
            index++;
        }
    }
}

void loop_run(int listener, const struct answers *answers) {
    static struct loop loop;
    loop.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop.epoll < 0) fail("epoll_create1");
    loop.listener = listener;
    loop.answers = answers;
    watch(&loop, listener, EPOLLIN, &loop.listener);
    watch(&loop, STDIN_FILENO, EPOLLIN, NULL);
    struct epoll_event events[EVENTS_PER_TURN_MAX];
    for (;;) {
        int count = epoll_wait(loop.epoll, events, EVENTS_PER_TURN_MAX, loop.stream_count > 0 ? 0 : -1);
        for (int index = 0; index < count; index++) {
            void *source = events[index].data.ptr;
            if (source == &loop.listener) {
                accept_connections(&loop);
            } else if (source != NULL) {
                if (!serve(&loop, source, events[index].events)) end(&loop, source);
            } else if (read(STDIN_FILENO, loop.buffer, sizeof loop.buffer) <= 0) {
                return;
            }
        }
        write_streams(&loop);
    }
}
