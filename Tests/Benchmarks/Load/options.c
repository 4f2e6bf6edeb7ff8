#include "options.h"

#include "clocks.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    /// Larger than any request body the server takes.
    BODY_BYTES_MAX = 16 << 20,
};

static _Noreturn void refuse(const char *what, const char *value) {
    fprintf(stderr, "load: %s: %s\n", what, value);
    exit(EXIT_FAILURE);
}

static _Noreturn void refuse_value(const char *name, const char *text) {
    fprintf(stderr, "load: --%s cannot be %s\n", name, text);
    exit(EXIT_FAILURE);
}

static double number(const char *name, const char *text, double min, double max) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= min && value <= max)) refuse_value(name, text);
    return value;
}

static long integer(const char *name, const char *text, long min, long max) {
    double value = number(name, text, (double)min, (double)max);
    if (value != (double)(long)value) refuse_value(name, text);
    return (long)value;
}

static uint64_t nanoseconds(const char *name, const char *text, double seconds_min) {
    return (uint64_t)(number(name, text, seconds_min, SECONDS_MAX) * NS_PER_SECOND);
}

static const char *read_text(const char *argument) {
    if (argument[0] != '@') return argument;
    FILE *file = fopen(argument + 1, "rb");
    char *text = calloc(1, BODY_BYTES_MAX + 1);
    if (file == NULL || text == NULL) refuse("cannot read", argument + 1);
    size_t count = fread(text, 1, BODY_BYTES_MAX, file);
    if (ferror(file) || fgetc(file) != EOF || memchr(text, 0, count) != NULL) {
        refuse("not a text of at most 16 MB", argument + 1);
    }
    fclose(file);
    return text;
}

static void set(struct options *options, const char *name, int option) {
    switch (option) {
    case 'p': options->port = (in_port_t)integer(name, optarg, 1, 65535); break;
    case 'u': options->path = optarg; break;
    case 'b': options->body = read_text(optarg); break;
    case 'n': options->count = (size_t)integer(name, optarg, 1, CONNECTIONS_MAX); break;
    case 'w': options->warmup_ns = nanoseconds(name, optarg, 0); break;
    case 's': options->duration_ns = nanoseconds(name, optarg, 0.01); break;
    case 't': options->text = read_text(optarg); break;
    case 'm': options->times = (uint64_t)integer(name, optarg, 1, 16); break;
    case 'l': options->late_ns = nanoseconds(name, optarg, 0); break;
    case 'a': options->addresses = (unsigned)integer(name, optarg, 1, ADDRESSES_MAX); break;
    case 'c': options->cpu = (int)integer(name, optarg, 0, CPU_SETSIZE - 1); break;
    case 'k': options->server = (pid_t)integer(name, optarg, 1, 1 << 30); break;
    case 'h':
        if (options->header_count == HEADERS_MAX) refuse("too many headers", optarg);
        options->headers[options->header_count++] = optarg;
        break;
    default: exit(EXIT_FAILURE);
    }
}

struct options options_read(int count, char **arguments) {
    static const struct option known[] = {
        {"port", required_argument, NULL, 'p'},
        {"path", required_argument, NULL, 'u'},
        {"body", required_argument, NULL, 'b'},
        {"header", required_argument, NULL, 'h'},
        {"connections", required_argument, NULL, 'n'},
        {"streams", required_argument, NULL, 'n'},
        {"text", required_argument, NULL, 't'},
        {"times", required_argument, NULL, 'm'},
        {"late", required_argument, NULL, 'l'},
        {"warmup", required_argument, NULL, 'w'},
        {"seconds", required_argument, NULL, 's'},
        {"addresses", required_argument, NULL, 'a'},
        {"cpu", required_argument, NULL, 'c'},
        {"server", required_argument, NULL, 'k'},
        {0},
    };
    struct options options = {.addresses = 1, .cpu = -1, .times = 1};
    int index = 0;
    for (int option; (option = getopt_long(count, arguments, "", known, &index)) != -1;) {
        set(&options, known[index].name, option);
    }
    if (optind != count) refuse("not an option", arguments[optind]);
    if (options.port == 0) refuse("missing", "--port");
    if (options.path == NULL) refuse("missing", "--path");
    if (options.count == 0) refuse("missing", "--connections or --streams");
    if (options.duration_ns == 0) refuse("missing", "--seconds");
    return options;
}

struct bytes options_request(const struct options *options) {
    char *text;
    size_t count;
    FILE *out = open_memstream(&text, &count);
    if (out == NULL) refuse("cannot render", "the request");
    const char *method = options->body == NULL ? "GET" : "POST";
    fprintf(out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", method, options->path, options->port);
    for (size_t index = 0; index < options->header_count; index++) {
        fprintf(out, "%s\r\n", options->headers[index]);
    }
    if (options->body != NULL) {
        fprintf(out, "Accept: text/event-stream\r\nContent-Type: application/json\r\n");
        fprintf(out, "Content-Length: %zu\r\n\r\n%s", strlen(options->body), options->body);
    } else {
        fputs("\r\n", out);
    }
    if (fclose(out) != 0) refuse("cannot render", "the request");
    return (struct bytes){text, text + count};
}
