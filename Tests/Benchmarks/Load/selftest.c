#include "events.h"
#include "histogram.h"
#include "http.h"
#include "modes.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

/// What a reader is fed, and what is to be found in it.
struct sample {
    const char *input;
    const char *found;
};

// How most samples begin.
#define OK "HTTP/1.1 200 OK\r\n"
#define SIZED OK "Content-Length: "
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

/// A head as `<status>`, content as it is, an end as `|`, a refusal as `!`.
static const struct sample responses[] = {
    {SIZED "5\r\n\r\nhello", "<200>hello|"},
    {SIZED "0\r\n\r\n", "<200>|"},
    {"HTTP/1.1 200\r\ncontent-length:\t  00005 \r\nServer: x\r\n\r\nhello", "<200>hello|"},
    {"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno" SIZED "1\r\n\r\ny", "<404>no|<200>y|"},
    {"HTTP/1.1 204 \r\n\r\n" SIZED "1\r\n\r\ny", "<204>|<200>y|"},
    {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" SIZED "1\r\n\r\ny", "<200>y|"},
    {CHUNKED "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n", "<200>hello world|"},
    {CHUNKED "00A;name=\"v\"\r\n\r\n0\r\n\r\n1\r\n\r\n0\r\n\r\n", "<200>\r\n0\r\n\r\n1\r\n|"},
    {CHUNKED "3 \r\nend\r\n0\r\nSum: x\r\n\r\n", "<200>end|"},
    {CHUNKED "5\r\nhel", "<200>hel"},
    {OK "transfer-encoding: Chunked\r\n\r\n0\r\n\r\n" CHUNKED "0\r\n\r\n", "<200>|<200>|"},
    {OK "\r\nuntil the end", "!"},
    {OK "Content-Length: 1\r\nContent-Length: 1\r\n\r\ny", "!"},
    {OK "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "!"},
    {OK "Transfer-Encoding: gzip, chunked\r\n\r\n", "!"},
    {SIZED "-1\r\n\r\n", "!"},
    {SIZED "99999999999999999999\r\n\r\n", "!"},
    {CHUNKED "5\r\nhelloX\r\n", "<200>hello!"},
    {CHUNKED "1;x\ny\r\n0\r\n\r\n", "<200>!"},
    {CHUNKED "x\r\n", "<200>!"},
    {CHUNKED "1000000000000000\r\n", "<200>!"},
    {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "!"},
    {"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", "!"},
    {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "!"},
};

/// How many events, and how many blocks that dispatch none.
static const struct sample streams[] = {
    {"event: delta\ndata: one\n\ndata: two\ndata: lines\n\n", "2 0"},
    {"id: 1\r\nevent: delta\r\ndata: one\r\n\r\ndata\r\n\r\n", "2 0"},
    {": ping\n\n:\n\nid: 7\n\nretry: 100\n\nevent: x\n\n", "0 5"},
    {"\n\n\r\n\ndata:x\n\n\n\n", "1 0"},
    {"database: no\n\ndata\n\n data: no\n\nid: 1\n: data\ndata: yes\n\n", "2 2"},
    {"data: never ended\n", "0 0"},
};

/// How many of the words "one two three", and how many characters of the next.
static const struct sample replies[] = {
    {"one two three", "3 0"},
    {"data: {\"text\":\"one\"}\n\ndata: {\"text\":\"two\"}\n\n", "2 0"},
    {"two onone thtwthreetwo thr three one th", "4 0"},
    {"one two three; one two three", "6 0"},
    {"one two thre", "2 4"},
};

/// Where a reader stands and what it has found.
struct reading {
    struct response response;
    struct event_scan scan;
    struct event_counts counts;
    struct word_scan words;
    char found[256];
};

typedef void feeder(struct reading *reading, struct bytes piece);

static void note(struct reading *reading, struct bytes text) {
    size_t count = strlen(reading->found);
    snprintf(
        reading->found + count, sizeof reading->found - count, "%.*s", (int)bytes_count(text), text.start);
}

static void feed_response(struct reading *reading, struct bytes piece) {
    if (strchr(reading->found, '!') != NULL) return;
    struct bytes content = {0};
    char status[16];
    for (enum part part; (part = response_next(&reading->response, &piece, &content)) != PART_NONE;) {
        switch (part) {
        case PART_HEAD:
            snprintf(status, sizeof status, "<%d>", reading->response.status);
            note(reading, bytes_of(status));
            break;
        case PART_CONTENT: note(reading, content); break;
        case PART_END: note(reading, bytes_of("|")); break;
        default: note(reading, bytes_of("!")); return;
        }
    }
}

static void feed_events(struct reading *reading, struct bytes piece) {
    scan_events(&reading->scan, piece, &reading->counts);
    struct event_counts counts = reading->counts;
    snprintf(reading->found, sizeof reading->found, "%lu %lu", counts.events, counts.silent_blocks);
}

static void feed_words(struct reading *reading, struct bytes piece) {
    static struct words words;
    if (words.count == 0 && !words_read(&words, "one two three")) exit(EXIT_FAILURE);
    scan_words(&reading->words, &words, piece);
    struct word_scan scan = reading->words;
    snprintf(reading->found, sizeof reading->found, "%lu %zu", scan.found, scan.matched);
}

/// Feeds a piece in memory of its own, so that a sanitizer sees a read past its end.
static void feed_copy(feeder *feed, struct reading *reading, const char *start, size_t count) {
    char *copy = malloc(count + (count == 0));
    if (copy == NULL) exit(EXIT_FAILURE);
    memcpy(copy, start, count);
    feed(reading, (struct bytes){copy, copy + count});
    free(copy);
}

static size_t check(struct reading *reading, struct sample sample, size_t first, size_t second) {
    response_reset(&reading->response);
    if (strcmp(reading->found, sample.found) == 0) return 0;
    fprintf(stderr, "cut at %zu and %zu: %s\nfound: %s\n", first, second, sample.input, reading->found);
    return 1;
}

/// Every pair of cuts, with which the whole and the single cuts come, and byte by byte.
static size_t verify(feeder *feed, struct sample sample) {
    size_t failures = 0, count = strlen(sample.input);
    for (size_t first = 0; first <= count && failures == 0; first++) {
        for (size_t second = first; second <= count && failures == 0; second++) {
            struct reading reading = {0};
            feed_copy(feed, &reading, sample.input, first);
            feed_copy(feed, &reading, sample.input + first, second - first);
            feed_copy(feed, &reading, sample.input + second, count - second);
            failures += check(&reading, sample, first, second);
        }
    }
    struct reading reading = {0};
    for (size_t index = 0; index < count; index++) feed_copy(feed, &reading, sample.input + index, 1);
    return failures + check(&reading, sample, 1, 2);
}

/// Of the numbers from 1 to `count` each quantile is known; a bucket's middle is within 1/256 of it.
static size_t verify_quantiles(uint64_t count) {
    static struct histogram histogram;
    histogram = (struct histogram){0};
    for (uint64_t value = 1; value <= count; value++) histogram_record(&histogram, value);
    size_t failures = 0;
    for (int percent = 1; percent <= 100; percent++) {
        double found = (double)histogram_quantile(&histogram, percent / 100.0);
        double known = (double)count * percent / 100.0;
        if (found >= known * 255 / 256 - 1 && found <= known * 257 / 256 + 1) continue;
        fprintf(stderr, "quantile %d of 1 to %lu: %.0f\n", percent, count, found);
        failures++;
    }
    return failures;
}

int run_selftest(void) {
    size_t failures = verify_quantiles(1) + verify_quantiles(1000) + verify_quantiles(3000000);
    for (size_t index = 0; index < sizeof responses / sizeof responses[0]; index++) {
        failures += verify(feed_response, responses[index]);
    }
    for (size_t index = 0; index < sizeof streams / sizeof streams[0]; index++) {
        failures += verify(feed_events, streams[index]);
    }
    for (size_t index = 0; index < sizeof replies / sizeof replies[0]; index++) {
        failures += verify(feed_words, replies[index]);
    }
    printf("%s\n", failures == 0 ? "passed" : "failed");
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
