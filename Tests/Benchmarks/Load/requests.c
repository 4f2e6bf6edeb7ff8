#include "clocks.h"
#include "fleet.h"
#include "histogram.h"
#include "modes.h"

#include <stdio.h>
#include <stdlib.h>

struct requests {
    bool is_measuring;
    struct histogram latency_ns;
};

static void receive(void *run, struct connection *connection, enum part part, struct bytes content) {
    struct requests *requests = run;
    (void)content;
    if (part != PART_END || !requests->is_measuring) return;
    histogram_record(&requests->latency_ns, connection->elapsed_ns);
}

static double quantile_us(const struct requests *requests, double fraction) {
    return (double)histogram_quantile(&requests->latency_ns, fraction) / 1e3;
}

int run_requests(const struct options *options) {
    static struct requests requests;
    struct fleet *fleet = fleet_create(options, receive, &requests);
    bool is_whole = fleet_run_until_begun(fleet, &fleet->established);
    is_whole = is_whole && fleet_run_until(fleet, now_ns() + options->warmup_ns);

    requests.is_measuring = true;
    uint64_t bytes_before = fleet->bytes_read;
    struct moment start = moment_now(options->server);
    is_whole = is_whole && fleet_run_until(fleet, start.time_ns + options->duration_ns);
    struct moment end = moment_now(options->server);

    uint64_t count = requests.latency_ns.count;
    printf("{\"requests\":%lu,", count);
    printf("\"per_second\":%.1f,", (double)count / seconds_between(start.time_ns, end.time_ns));
    printf("\"p50_us\":%.1f,\"p99_us\":%.1f,", quantile_us(&requests, 0.5), quantile_us(&requests, 0.99));
    double bytes = (double)(fleet->bytes_read - bytes_before);
    printf("\"errors\":%lu,\"response_bytes\":%.1f,", fleet->errors, count > 0 ? bytes / (double)count : 0.0);
    print_window(start, end);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
