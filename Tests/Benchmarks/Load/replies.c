#include "clocks.h"
#include "fleet.h"
#include "histogram.h"
#include "modes.h"

#include <stdio.h>
#include <stdlib.h>

struct replies {
    const struct options *options;
    struct words words;
    /// How many words a whole reply has.
    uint64_t words_in_reply;
    bool is_measuring;
    uint64_t found;
    uint64_t late;
    uint64_t incomplete;
    uint64_t missing;
    struct histogram first_ns;
    struct histogram gap_ns;
    struct histogram whole_ns;
};

/// Counts the words of the first time that the reply says them: later ones repeat what has been said.
static void time_words(struct replies *replies, struct connection *connection, uint64_t count) {
    uint64_t now = now_ns(), found = connection->words.found, before = found - count;
    if (replies->is_measuring && before == 0) {
        histogram_record(&replies->first_ns, now - connection->asked_ns);
    } else if (replies->is_measuring && before < replies->words.count) {
        uint64_t gap = now - connection->word_ns;
        histogram_record(&replies->gap_ns, gap);
        replies->late += replies->options->late_ns > 0 && gap > replies->options->late_ns;
    }
    if (replies->is_measuring && before < replies->words.count) {
        replies->found += (found < replies->words.count ? found : replies->words.count) - before;
    }
    connection->word_ns = now;
}

static void end_reply(struct replies *replies, const struct connection *connection) {
    uint64_t found = connection->words.found;
    bool is_whole = found == replies->words_in_reply && connection->words.matched == 0;
    if (!is_whole) {
        replies->incomplete++;
        replies->missing += found < replies->words_in_reply ? replies->words_in_reply - found : 0;
    }
    if (replies->is_measuring) histogram_record(&replies->whole_ns, connection->elapsed_ns);
}

static void receive(void *run, struct connection *connection, enum part part, struct bytes content) {
    struct replies *replies = run;
    if (part == PART_HEAD) connection->words = (struct word_scan){0};
    if (part == PART_END) end_reply(replies, connection);
    if (part != PART_CONTENT) return;
    uint64_t count = scan_words(&connection->words, &replies->words, content);
    if (count > 0) time_words(replies, connection, count);
}

static void print_quantiles(const char *name, const struct histogram *histogram) {
    double p50 = (double)histogram_quantile(histogram, 0.5) / 1e3;
    double p99 = (double)histogram_quantile(histogram, 0.99) / 1e3;
    double max = (double)histogram_quantile(histogram, 1) / 1e3;
    printf("\"%s_p50_us\":%.1f,\"%s_p99_us\":%.1f,\"%s_max_us\":%.1f,", name, p50, name, p99, name, max);
}

int run_replies(const struct options *options) {
    static struct replies replies;
    replies.options = options;
    if (options->text == NULL || !words_read(&replies.words, options->text)) {
        fputs("load: --text needs words whose first character does not come again in them\n", stderr);
        return EXIT_FAILURE;
    }
    replies.words_in_reply = replies.words.count * options->times;
    struct fleet *fleet = fleet_create(options, receive, &replies);
    bool is_whole = fleet_run_until_begun(fleet, &fleet->established);
    is_whole = is_whole && fleet_run_until(fleet, now_ns() + options->warmup_ns);

    replies.is_measuring = true;
    struct moment start = moment_now(options->server);
    is_whole = is_whole && fleet_run_until(fleet, start.time_ns + options->duration_ns);
    struct moment end = moment_now(options->server);

    double seconds = seconds_between(start.time_ns, end.time_ns);
    uint64_t count = replies.whole_ns.count;
    printf("{\"replies\":%lu,\"per_second\":%.1f,", count, (double)count / seconds);
    printf("\"words_per_second\":%.1f,", (double)replies.found / seconds);
    print_quantiles("first", &replies.first_ns);
    print_quantiles("gap", &replies.gap_ns);
    print_quantiles("whole", &replies.whole_ns);
    printf("\"incomplete\":%lu,\"missing\":%lu,", replies.incomplete, replies.missing);
    printf("\"late\":%lu,\"errors\":%lu,", replies.late, fleet->errors);
    print_window(start, end);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
