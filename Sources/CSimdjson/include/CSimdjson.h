#ifndef PENSTOCK_CSIMDJSON_H
#define PENSTOCK_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser and the document it read last. One thread at a time.
typedef struct penstock_simdjson penstock_simdjson;

enum {
    /// Bytes behind a document that must be readable, whatever they are.
    penstock_simdjson_padding = 64,
};

typedef enum {
    penstock_json_null,
    penstock_json_false,
    penstock_json_true,
    penstock_json_integer,
    penstock_json_number,
    penstock_json_string,
    penstock_json_array,
    penstock_json_object,
} penstock_json_kind;

/// One value, or the name of a member (a string in front of the member's value).
typedef struct {
    uint32_t kind;
    /// Bytes of a string, elements of an array, members of an object.
    uint32_t count;
    union {
        int64_t integer;
        double number;
        /// UTF-8 with escapes resolved, until the parser reads again; it may hold zeros.
        const char *text;
    };
} penstock_json_node;

/// The caller owns the parser and frees it; null when there is no memory for it.
penstock_simdjson *penstock_simdjson_create(size_t depth_max);

/// Reads one document whole. On success returns null, and `nodes` are its values in the order in which they stand
/// there, each container in front of what it holds; they are the parser's until it reads again. Otherwise returns
/// the reason, which lasts as long as the program.
const char *penstock_simdjson_read(
    penstock_simdjson *parser, const uint8_t *bytes, size_t length, const penstock_json_node **nodes);

/// A value of the document that a parser has read last; simdjson's own, which only C++ can look into.
typedef struct {
    uint64_t opaque[2];
} penstock_json_element;

/// Reads one document whole and gives its value, of which nothing is made; otherwise the reason, as above.
const char *penstock_simdjson_open(
    penstock_simdjson *parser, const uint8_t *bytes, size_t length, penstock_json_element *root);

penstock_json_kind penstock_json_kind_of(penstock_json_element element);

/// Whether the element is an object with a member of that name, the first of which is given.
bool penstock_json_member(
    penstock_json_element element, const uint8_t *name, size_t length, penstock_json_element *member);

/// Calls `body` with each element of an array; not at all where the element is none.
void penstock_json_each(
    penstock_json_element element, void (*body)(penstock_json_element element, void *context), void *context);

/// Whether the element is an array that has an element there.
bool penstock_json_at(penstock_json_element element, size_t index, penstock_json_element *found);

/// The bytes of a string, until the parser reads again; null for anything else.
const char *penstock_json_text(penstock_json_element element, size_t *length);

/// The value of a number, whatever it was written like; 0 for anything else.
double penstock_json_number_of(penstock_json_element element);

/// The value of an integer; 0 for anything else.
int64_t penstock_json_integer_of(penstock_json_element element);

void penstock_simdjson_free(penstock_simdjson *parser);

#ifdef __cplusplus
}
#endif

#endif
