#include "answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *allocate(size_t count) {
    char *bytes = malloc(count);
    if (bytes == NULL) {
        perror("floor: malloc");
        exit(EXIT_FAILURE);
    }
    return bytes;
}

static struct bytes render_response(size_t total) {
    // The padded number keeps the head's length the same for every size; RFC 9110 section 5.5 has the blanks.
    static const char format[] = "HTTP/1.1 200 OK\r\n"
                                 "Content-Type: text/plain; charset=utf-8\r\n"
                                 "Content-Length: %7zu\r\n"
                                 "\r\n";
    size_t head = (size_t)snprintf(NULL, 0, format, total);
    char *bytes = allocate(total + 1);
    snprintf(bytes, total + 1, format, total - head);
    memset(bytes + head, '.', total - head);
    return (struct bytes){bytes, total};
}

static struct bytes render_events(size_t event_bytes, size_t events) {
    static const char start[] = "event: delta\ndata: ";
    static const char end[] = "\n\n";
    size_t text = event_bytes - strlen(start) - strlen(end);
    size_t room = events * (event_bytes + strlen("10000\r\n\r\n")) + 1;
    char *bytes = allocate(room);
    size_t count = 0;
    for (size_t event = 0; event < events; event++) {
        count += (size_t)snprintf(bytes + count, room - count, "%zx\r\n%s", event_bytes, start);
        memset(bytes + count, '.', text);
        count += text;
        count += (size_t)snprintf(bytes + count, room - count, "%s\r\n", end);
    }
    return (struct bytes){bytes, count};
}

struct answers answers_render(size_t response_bytes, size_t event_bytes, size_t events_per_write) {
    static const char stream_head[] = "HTTP/1.1 200 OK\r\n"
                                      "Content-Type: text/event-stream\r\n"
                                      "Cache-Control: no-store\r\n"
                                      "Transfer-Encoding: chunked\r\n"
                                      "\r\n";
    return (struct answers){
        .response = render_response(response_bytes),
        .stream_head = {stream_head, strlen(stream_head)},
        .events = render_events(event_bytes, events_per_write),
    };
}
