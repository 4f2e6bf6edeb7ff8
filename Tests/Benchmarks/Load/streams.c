#include "clocks.h"
#include "fleet.h"
#include "modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    /// A read that finds one event costs this process about what its write cost the server, and a reader
    /// asleep in epoll_wait makes each write pay for waking it. So while reads find fewer events than this,
    /// the pauses between them become longer …
    EVENTS_PER_READ_MIN = 4,
    /// … and while they find more, shorter: what passes the congestion window is gathered in the server's
    /// kernel, and each event then costs the server less than one that is sent by itself.
    EVENTS_PER_READ_MAX = 12,
    PAUSE_NS_MIN = 50 * 1000,
    PAUSE_NS_MAX = 10 * 1000 * 1000,
};

struct streams {
    struct event_counts counts;
    uint64_t content_bytes;
    uint64_t ended;
    /// Streams that have sent an event.
    size_t begun;
};

static void receive(void *run, struct connection *connection, enum part part, struct bytes content) {
    struct streams *streams = run;
    streams->ended += part == PART_END;
    if (part != PART_CONTENT) return;
    streams->content_bytes += bytes_count(content);
    uint64_t before = streams->counts.events;
    scan_events(&connection->scan, content, &streams->counts);
    if (!connection->has_begun && streams->counts.events > before) {
        connection->has_begun = true;
        streams->begun++;
    }
}

/// The pause after a turn that found so many events by so many reads.
static long next_pause(long pause_ns, uint64_t events, uint64_t reads) {
    if (events < reads * EVENTS_PER_READ_MIN) {
        long longer = pause_ns == 0 ? PAUSE_NS_MIN : 2 * pause_ns;
        return longer < PAUSE_NS_MAX ? longer : PAUSE_NS_MAX;
    }
    if (events > reads * EVENTS_PER_READ_MAX) return pause_ns > PAUSE_NS_MIN ? pause_ns / 2 : 0;
    return pause_ns;
}

/// Reads until the time is over, with pauses; false when the errors became too many.
static bool read_until(struct fleet *fleet, const struct streams *streams, uint64_t deadline_ns) {
    long pause_ns = 0;
    while (fleet->errors <= ERRORS_MAX && now_ns() < deadline_ns) {
        uint64_t events = streams->counts.events, reads = fleet->reads;
        fleet_turn(fleet, deadline_ns);
        pause_ns = next_pause(pause_ns, streams->counts.events - events, fleet->reads - reads);
        struct timespec pause = {.tv_nsec = pause_ns};
        if (pause_ns > 0) clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
    }
    return fleet->errors <= ERRORS_MAX;
}

int run_streams(const struct options *options) {
    static struct streams streams;
    struct fleet *fleet = fleet_create(options, receive, &streams);
    bool is_whole = fleet_run_until_begun(fleet, &streams.begun);
    is_whole = is_whole && read_until(fleet, &streams, now_ns() + options->warmup_ns);

    struct streams before = streams;
    uint64_t reads_before = fleet->reads;
    struct moment start = moment_now(options->server);
    is_whole = is_whole && read_until(fleet, &streams, start.time_ns + options->duration_ns);
    struct moment end = moment_now(options->server);

    uint64_t events = streams.counts.events - before.counts.events;
    uint64_t bytes = streams.content_bytes - before.content_bytes;
    uint64_t reads = fleet->reads - reads_before;
    printf("{\"streams\":%zu,\"events\":%lu,\"bytes\":%lu,", fleet->count, events, bytes);
    printf("\"silent_blocks\":%lu,", streams.counts.silent_blocks - before.counts.silent_blocks);
    printf("\"events_per_second\":%.1f,", (double)events / seconds_between(start.time_ns, end.time_ns));
    printf("\"bytes_per_event\":%.1f,", events > 0 ? (double)bytes / (double)events : 0.0);
    printf("\"ended\":%lu,\"errors\":%lu,", streams.ended - before.ended, fleet->errors);
    printf("\"events_per_read\":%.1f,", reads > 0 ? (double)events / (double)reads : 0.0);
    print_window(start, end);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
