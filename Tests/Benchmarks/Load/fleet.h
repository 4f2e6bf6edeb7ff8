#ifndef PENSTOCK_LOAD_FLEET_H
#define PENSTOCK_LOAD_FLEET_H

#include "events.h"
#include "http.h"
#include "options.h"
#include "words.h"


/// One connection, with one request outstanding at a time.
struct connection {
    /// Negative while it waits to be opened.
    int descriptor;
    /// A head has come since it was opened.
    bool is_established;
    struct response response;
    /// How much of the request in turn is sent, and when that began.
    size_t sent;
    uint64_t asked_ns;
    /// From asking to the end of the last response.
    uint64_t elapsed_ns;
    /// What a mode of streams keeps: its place in the stream, and whether an event has ever come.
    struct event_scan scan;
    bool has_begun;
    /// What the mode of replies keeps: its place in the text, and when the last of its words came.
    struct word_scan words;
    uint64_t word_ns;
};

/// Receives each part of each response; `content` is meant for `PART_CONTENT` only.
typedef void part_receiver(void *run, struct connection *connection, enum part part, struct bytes content);

enum {
    /// Connections without an answer yet, at any one time: less than any server's backlog.
    OPENING_MAX = 64,
    /// A run with more errors than this says nothing about the server's speed.
    ERRORS_MAX = 1000,
    /// What it may take until every connection is answered, before the run is given up.
    SETUP_SECONDS_MAX = 60,
    /// So much that one read takes what came since the last one.
    READ_BYTES_MAX = 256 << 10,
    READY_PER_TURN_MAX = 1024,
};

/// The connections of a run. Each is kept open and asking: one that the server ends or breaks is opened anew.
struct fleet {
    part_receiver *receive;
    void *run;
    struct bytes request;
    in_port_t port;
    unsigned addresses;
    int epoll;
    size_t count;
    struct connection *connections;
    /// Those to be opened, last in first out.
    struct connection **closed;
    size_t closed_count;
    size_t established;
    uint64_t reads;
    uint64_t bytes_read;
    uint64_t errors;
    char buffer[READ_BYTES_MAX];
};

/// Makes a fleet of closed connections; every part of every response goes to `receive`.
struct fleet *fleet_create(const struct options *options, part_receiver *receive, void *run);

/// One turn: opens what is due, waits until something is ready but not past `deadline_ns`, and reads that.
void fleet_turn(struct fleet *fleet, uint64_t deadline_ns);

/// Takes turns until `*begun`, which the receiver of parts may count, is the whole fleet; false when it does
/// not come to that.
bool fleet_run_until_begun(struct fleet *fleet, const size_t *begun);

/// Takes turns until the time is over; false when the errors became too many.
bool fleet_run_until(struct fleet *fleet, uint64_t deadline_ns);

#endif
