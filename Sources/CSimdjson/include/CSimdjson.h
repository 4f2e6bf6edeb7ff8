#ifndef PENSTOCK_CSIMDJSON_H
#define PENSTOCK_CSIMDJSON_H

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
    /// Nodes of the value, itself included: where it ends.
    uint32_t extent;
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

void penstock_simdjson_free(penstock_simdjson *parser);

#ifdef __cplusplus
}
#endif

#endif
