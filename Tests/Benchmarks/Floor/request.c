#include "request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Every field of a whole head has a line end in front, and every number is followed by one.
static size_t content_length(const char *head, const char *end) {
    static const char name[] = "\r\nContent-Length:";
    const size_t count = sizeof name - 1;
    const char *line = head;
    while ((line = memchr(line, '\r', (size_t)(end - line))) != NULL && (size_t)(end - line) > count) {
        if (strncasecmp(line, name, count) == 0) return strtoull(line + count, NULL, 10);
        line++;
    }
    return 0;
}

struct request request_scan(const char *bytes, size_t count) {
    const char *end = memmem(bytes, count, "\r\n\r\n", 4);
    if (end == NULL) return (struct request){0};
    end += 4;
    bool is_post = bytes[0] == 'P';
    return (struct request){
        .head_count = (size_t)(end - bytes),
        .is_post = is_post,
        .content_length = is_post ? content_length(bytes, end) : 0,
    };
}
