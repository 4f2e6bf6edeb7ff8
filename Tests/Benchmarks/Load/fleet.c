#include "fleet.h"

#include "clocks.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static void close_connection(struct fleet *fleet, struct connection *connection) {
    close(connection->descriptor);
    connection->descriptor = -1;
    fleet->established -= connection->is_established;
    fleet->closed[fleet->closed_count++] = connection;
}

/// The first error is told in words, the others are only counted. Gives false, as its callers do then.
static bool fail(struct fleet *fleet, struct connection *connection, const char *what, int number) {
    if (fleet->errors++ == 0) fprintf(stderr, "load: first error: %s (%d)\n", what, number);
    close_connection(fleet, connection);
    return false;
}

/// Sends what is left of the request; false when the connection failed.
static bool send_request(struct fleet *fleet, struct connection *connection) {
    size_t left = bytes_count(fleet->request) - connection->sent;
    if (left == 0) return true;
    ssize_t count = send(connection->descriptor, fleet->request.start + connection->sent, left, MSG_NOSIGNAL);
    if (count >= 0) {
        connection->sent += (size_t)count;
    } else if (errno != EAGAIN) {
        return fail(fleet, connection, "cannot connect or send", errno);
    }
    return true;
}

static void open_connection(struct fleet *fleet, struct connection *connection) {
    connection->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->descriptor < 0) give_up("socket");
    connection->is_established = false;
    response_reset(&connection->response);
    connection->scan = (struct event_scan){0};
    connection->sent = 0;
    connection->asked_ns = now_ns();
    int on = 1;
    setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (fleet->addresses > 1) {
        // The port is chosen by connect, so that each source address has all of them.
        setsockopt(connection->descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        uint32_t offset = (uint32_t)(connection - fleet->connections) % fleet->addresses;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + offset);
        if (bind(connection->descriptor, (struct sockaddr *)&address, sizeof address) != 0) give_up("bind");
    }
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(fleet->port);
    int failed = connect(connection->descriptor, (struct sockaddr *)&address, sizeof address);
    if (failed && errno != EINPROGRESS) {
        fail(fleet, connection, "cannot connect", errno);
        return;
    }
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.ptr = connection,
    };
    if (epoll_ctl(fleet->epoll, EPOLL_CTL_ADD, connection->descriptor, &event) != 0) give_up("epoll_ctl");
}

/// Hands on the parts of what was read, and asks again after each response; false when it closed.
static bool deliver(struct fleet *fleet, struct connection *connection, struct bytes input) {
    struct response *response = &connection->response;
    struct bytes content = {0};
    for (enum part part; (part = response_next(response, &input, &content)) != PART_NONE;) {
        if (part == PART_MALFORMED || (part == PART_END && bytes_count(input) > 0)) {
            return fail(fleet, connection, "malformed response", response->status);
        }
        if (part == PART_HEAD && response->status != 200) {
            return fail(fleet, connection, "not status 200", response->status);
        }
        if (part == PART_HEAD && !connection->is_established) {
            connection->is_established = true;
            fleet->established++;
        }
        uint64_t now = part == PART_END ? now_ns() : connection->asked_ns;
        connection->elapsed_ns = now - connection->asked_ns;
        fleet->receive(fleet->run, connection, part, content);
        if (part != PART_END) continue;
        if (response->is_last) {
            close_connection(fleet, connection);
            return false;
        }
        connection->scan = (struct event_scan){0};
        connection->sent = 0;
        connection->asked_ns = now;
        if (!send_request(fleet, connection)) return false;
    }
    return true;
}

/// Reads until the socket is empty, or up to its end when that is known to have come; false when it closed.
static bool read_connection(struct fleet *fleet, struct connection *connection, bool is_ending) {
    for (;;) {
        ssize_t count = recv(connection->descriptor, fleet->buffer, READ_BYTES_MAX, 0);
        if (count < 0 && errno == EAGAIN) return true;
        if (count < 0) return fail(fleet, connection, "cannot read", errno);
        if (count == 0) return fail(fleet, connection, "closed in a response", connection->response.status);
        fleet->reads++;
        fleet->bytes_read += (uint64_t)count;
        if (!deliver(fleet, connection, (struct bytes){fleet->buffer, fleet->buffer + count})) return false;
        // A read that leaves room has emptied the socket; the next edge tells of more (epoll(7)).
        if (count < READ_BYTES_MAX && !is_ending) return true;
    }
}

struct fleet *fleet_create(const struct options *options, part_receiver *receive, void *run) {
    struct rlimit limit = {options->count + 64, options->count + 64};
    struct rlimit given;
    if (getrlimit(RLIMIT_NOFILE, &given) != 0) give_up("getrlimit");
    if (given.rlim_cur < limit.rlim_cur) {
        if (given.rlim_max > limit.rlim_max) limit.rlim_max = given.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) give_up("so many descriptors are not allowed");
    }
    struct fleet *fleet = calloc(1, sizeof *fleet);
    if (fleet == NULL) give_up("calloc");
    fleet->receive = receive;
    fleet->run = run;
    fleet->request = options_request(options);
    fleet->port = options->port;
    fleet->addresses = options->addresses;
    fleet->count = options->count;
    fleet->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (fleet->epoll < 0) give_up("epoll_create1");
    fleet->connections = calloc(fleet->count, sizeof *fleet->connections);
    fleet->closed = calloc(fleet->count, sizeof *fleet->closed);
    if (fleet->connections == NULL || fleet->closed == NULL) give_up("calloc");
    while (fleet->closed_count < fleet->count) {
        fleet->connections[fleet->closed_count].descriptor = -1;
        fleet->closed[fleet->closed_count] = &fleet->connections[fleet->closed_count];
        fleet->closed_count++;
    }
    return fleet;
}

void fleet_turn(struct fleet *fleet, uint64_t deadline_ns) {
    while (fleet->closed_count > 0 && fleet->errors <= ERRORS_MAX) {
        size_t opening = fleet->count - fleet->closed_count - fleet->established;
        if (opening >= OPENING_MAX) break;
        open_connection(fleet, fleet->closed[--fleet->closed_count]);
    }
    uint64_t now = now_ns();
    int milliseconds = deadline_ns > now ? (int)((deadline_ns - now + 999999) / 1000000) : 0;
    struct epoll_event ready[READY_PER_TURN_MAX];
    int count = epoll_wait(fleet->epoll, ready, READY_PER_TURN_MAX, milliseconds);
    for (int index = 0; index < count; index++) {
        struct connection *connection = ready[index].data.ptr;
        uint32_t events = ready[index].events;
        if ((events & EPOLLOUT) && !send_request(fleet, connection)) continue;
        bool is_ending = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if ((events & EPOLLIN) || is_ending) read_connection(fleet, connection, is_ending);
    }
}

bool fleet_run_until_begun(struct fleet *fleet, const size_t *begun) {
    uint64_t deadline_ns = now_ns() + (uint64_t)SETUP_SECONDS_MAX * NS_PER_SECOND;
    while (*begun < fleet->count && fleet->errors <= ERRORS_MAX && now_ns() < deadline_ns) {
        fleet_turn(fleet, deadline_ns);
    }
    if (*begun == fleet->count) return true;
    fprintf(stderr, "load: only %zu of %zu began\n", *begun, fleet->count);
    return false;
}

bool fleet_run_until(struct fleet *fleet, uint64_t deadline_ns) {
    while (fleet->errors <= ERRORS_MAX && now_ns() < deadline_ns) fleet_turn(fleet, deadline_ns);
    return fleet->errors <= ERRORS_MAX;
}
