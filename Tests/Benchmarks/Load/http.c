#include "http.h"

#include <stdlib.h>
#include <strings.h>

enum line { LINE_PARTIAL, LINE_WHOLE, LINE_MALFORMED };

static bool hold(struct response *response, struct bytes piece) {
    size_t needed = response->held_count + bytes_count(piece);
    if (needed > LINE_BYTES_MAX) return false;
    if (needed > response->held_room) {
        char *room = realloc(response->held, needed * 2);
        if (room == NULL) return false;
        response->held = room;
        response->held_room = needed * 2;
    }
    if (needed > 0) memcpy(response->held + response->held_count, piece.start, bytes_count(piece));
    response->held_count = needed;
    return true;
}

/// Takes a line off the front, without its end (CRLF: a bare line feed is refused).
static enum line next_line(struct response *response, struct bytes *input, struct bytes *line) {
    size_t count = bytes_count(*input);
    const char *feed = count > 0 ? memchr(input->start, '\n', count) : NULL;
    *line = bytes_take(input, feed != NULL ? (size_t)(feed + 1 - input->start) : count);
    if (feed == NULL || response->held_count > 0) {
        if (!hold(response, *line)) return LINE_MALFORMED;
        if (feed == NULL) return LINE_PARTIAL;
        *line = (struct bytes){response->held, response->held + response->held_count};
        response->held_count = 0;
    }
    if (bytes_count(*line) < 2 || line->end[-2] != '\r') return LINE_MALFORMED;
    line->end -= 2;
    return LINE_WHOLE;
}

static bool has_prefix(struct bytes line, const char *prefix) {
    size_t count = strlen(prefix);
    return bytes_count(line) >= count && strncasecmp(line.start, prefix, count) == 0;
}

static int digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    char lower = (char)(character | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

/// Takes a number off the front; false when there is none or it passes 2^48.
static bool take_number(struct bytes *text, int base, uint64_t *number) {
    const char *start = text->start;
    *number = 0;
    while (text->start < text->end && digit(*text->start) < base) {
        *number = *number * (uint64_t)base + (uint64_t)digit(*text->start++);
        if (*number >> 48 != 0) return false;
    }
    return text->start > start;
}

static enum part read_status_line(struct response *response, struct bytes line) {
    static const char version[] = "HTTP/1.1 ";
    uint64_t status;
    if (!has_prefix(line, version)) return PART_MALFORMED;
    line.start += strlen(version);
    if (!take_number(&line, 10, &status) || status < 100 || status > 599) return PART_MALFORMED;
    if (line.start < line.end && *line.start != ' ') return PART_MALFORMED;
    response->status = (int)status;
    response->is_chunked = response->is_sized = response->is_last = false;
    response->content_left = 0;
    response->phase = FIELDS;
    return PART_NONE;
}

/// Whether a line is the field of that name; gives its value without the blanks around it.
static bool has_field(struct bytes line, const char *name, struct bytes *value) {
    if (!has_prefix(line, name)) return false;
    line.start += strlen(name);
    while (line.start < line.end && (*line.start == ' ' || *line.start == '\t')) line.start++;
    while (line.start < line.end && (line.end[-1] == ' ' || line.end[-1] == '\t')) line.end--;
    *value = line;
    return true;
}

static enum part read_field(struct response *response, struct bytes line) {
    struct bytes value;
    if (has_field(line, "Content-Length:", &value)) {
        bool is_number = take_number(&value, 10, &response->content_left) && bytes_count(value) == 0;
        if (!is_number || response->is_sized) return PART_MALFORMED;
        response->is_sized = true;
    } else if (has_field(line, "Transfer-Encoding:", &value)) {
        bool is_known = has_prefix(value, "chunked") && bytes_count(value) == strlen("chunked");
        if (!is_known || response->is_chunked) return PART_MALFORMED;
        response->is_chunked = true;
    } else if (has_field(line, "Connection:", &value)) {
        response->is_last = has_prefix(value, "close");
    }
    return PART_NONE;
}

/// Both framings, or neither where content is allowed, is a response whose end cannot be known for sure.
static enum part end_head(struct response *response) {
    if (response->status < 200) {
        response->phase = STATUS_LINE;
        return PART_NONE;
    }
    bool has_no_content = response->status == 204;
    if (response->is_chunked + response->is_sized + has_no_content != 1) return PART_MALFORMED;
    response->phase = response->is_chunked ? CHUNK_SIZE : CONTENT;
    return PART_HEAD;
}

static enum part read_chunk_size(struct response *response, struct bytes line) {
    if (!take_number(&line, 16, &response->content_left)) return PART_MALFORMED;
    if (line.start < line.end && *line.start != ';' && *line.start != ' ') return PART_MALFORMED;
    response->phase = response->content_left > 0 ? CONTENT : TRAILERS;
    return PART_NONE;
}

static enum part end_response(struct response *response) {
    response->phase = STATUS_LINE;
    return PART_END;
}

static enum part read_line(struct response *response, struct bytes line) {
    bool is_empty = bytes_count(line) == 0;
    switch (response->phase) {
    case STATUS_LINE: return read_status_line(response, line);
    case FIELDS: return is_empty ? end_head(response) : read_field(response, line);
    case CHUNK_SIZE: return read_chunk_size(response, line);
    case CHUNK_END: response->phase = CHUNK_SIZE; return is_empty ? PART_NONE : PART_MALFORMED;
    case TRAILERS: return is_empty ? end_response(response) : PART_NONE;
    case CONTENT: break;
    }
    return PART_MALFORMED;
}

enum part response_next(struct response *response, struct bytes *input, struct bytes *content) {
    for (;;) {
        if (response->phase == CONTENT && response->content_left > 0) {
            *content = bytes_take(input, response->content_left);
            response->content_left -= bytes_count(*content);
            return bytes_count(*content) > 0 ? PART_CONTENT : PART_NONE;
        }
        if (response->phase == CONTENT && !response->is_chunked) return end_response(response);
        if (response->phase == CONTENT) response->phase = CHUNK_END;
        struct bytes line;
        enum line found = next_line(response, input, &line);
        if (found != LINE_WHOLE) return found == LINE_PARTIAL ? PART_NONE : PART_MALFORMED;
        enum part part = read_line(response, line);
        if (part != PART_NONE) return part;
    }
}

void response_reset(struct response *response) {
    free(response->held);
    *response = (struct response){0};
}
