#include "CRE2.h"

#include <cstdio>
#include <exception>
#include <memory>

#include <re2/re2.h>

struct penstock_re2 {
    RE2 expression;
};

penstock_re2 *penstock_re2_compile(
    const char *pattern, size_t length, int64_t memory, char *message, size_t message_capacity) {
    try {
        RE2::Options options;
        options.set_max_mem(memory);
        options.set_never_capture(true);
        options.set_log_errors(false);
        auto compiled = std::unique_ptr<penstock_re2>(
            new penstock_re2{RE2(re2::StringPiece(pattern, length), options)});
        if (compiled->expression.ok()) {
            return compiled.release();
        }
        std::snprintf(message, message_capacity, "%s", compiled->expression.error().c_str());
    } catch (const std::exception &failure) {
        std::snprintf(message, message_capacity, "%s", failure.what());
    }
    return nullptr;
}

bool penstock_re2_matches(const penstock_re2 *expression, const char *text, size_t length) {
    try {
        const re2::StringPiece piece(text, length);
        return expression->expression.Match(piece, 0, length, RE2::UNANCHORED, nullptr, 0);
    } catch (...) {
        return false;
    }
}

void penstock_re2_free(penstock_re2 *expression) {
    delete expression;
}
