#include "clocks.h"
#include "fleet.h"
#include "modes.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    /// How soon the end of standard input is seen.
    TURN_NS_MAX = 50 * 1000 * 1000,
};

static void receive(void *run, struct connection *connection, enum part part, struct bytes content) {
    (void)connection, (void)content;
    uint64_t *ended = run;
    *ended += part == PART_END;
}

static bool input_is_open(void) {
    char discarded[512];
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) == 0 || read(STDIN_FILENO, discarded, sizeof discarded) > 0;
}

int run_idle(const struct options *options) {
    static uint64_t ended;
    struct fleet *fleet = fleet_create(options, receive, &ended);
    bool is_whole = fleet_run_until_begun(fleet, &fleet->established);
    printf("{\"established\":%zu,\"errors\":%lu}\n", fleet->established, fleet->errors);
    fflush(stdout);

    uint64_t end_ns = now_ns() + options->duration_ns;
    while (is_whole && input_is_open() && now_ns() < end_ns) {
        is_whole = fleet_run_until(fleet, now_ns() + TURN_NS_MAX);
    }
    printf("{\"held\":%zu,\"ended\":%lu,\"errors\":%lu}\n", fleet->established, ended, fleet->errors);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
