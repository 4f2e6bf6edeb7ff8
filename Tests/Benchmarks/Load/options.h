#ifndef PENSTOCK_LOAD_OPTIONS_H
#define PENSTOCK_LOAD_OPTIONS_H

#include "bytes.h"

#include <stdint.h>
#include <netinet/in.h>
#include <sys/types.h>

enum {
    CONNECTIONS_MAX = 200000,
    SECONDS_MAX = 3600,
    /// The whole of 127.0.0.0/24 without its ends.
    ADDRESSES_MAX = 254,
    HEADERS_MAX = 16,
};

/// What the command line asks for. The server's address is none of it: it is always 127.0.0.1.
struct options {
    in_port_t port;
    const char *path;
    /// NULL asks by GET, anything else by POST.
    const char *body;
    const char *headers[HEADERS_MAX];
    size_t header_count;
    /// Connections or streams.
    size_t count;
    /// What a reply must say, and how often.
    const char *text;
    uint64_t times;
    uint64_t late_ns;
    uint64_t warmup_ns;
    uint64_t duration_ns;
    /// Source addresses, counted from 127.0.0.1.
    unsigned addresses;
    int cpu;
    pid_t server;
};

/// Reads the options of a mode, or prints what is wrong with them and ends the program.
struct options options_read(int count, char **arguments);

/// The bytes of the request they describe.
struct bytes options_request(const struct options *options);

#endif
