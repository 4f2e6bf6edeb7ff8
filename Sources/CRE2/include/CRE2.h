#ifndef PENSTOCK_CRE2_H
#define PENSTOCK_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression. It never changes, so any thread may match with it at any time.
typedef struct penstock_re2 penstock_re2;

/// Compiles `pattern` (RE2 syntax, UTF-8) to use about `memory` bytes at most, for itself and for what matching
/// caches. The caller owns the result and frees it; it is null when RE2 refuses, and then `message` holds RE2's
/// reason, ended by zero and cut off to fit.
penstock_re2 *penstock_re2_compile(
    const char *pattern, size_t length, int64_t memory, char *message, size_t message_capacity);

/// Whether the expression matches somewhere in `text`.
bool penstock_re2_matches(const penstock_re2 *expression, const char *text, size_t length);

void penstock_re2_free(penstock_re2 *expression);

#ifdef __cplusplus
}
#endif

#endif
