#ifndef PENSTOCK_LOAD_WORDS_H
#define PENSTOCK_LOAD_WORDS_H

#include "bytes.h"

#include <stdint.h>

enum {
    WORDS_MAX = 4096,
};

/// Words that a reply must hold in this order, whatever stands between them. The first character of each is
/// nowhere else in it, so that a search never has to go back.
struct words {
    size_t count;
    struct bytes word[WORDS_MAX];
};

/// Where a reader of one reply stands. Starts as zero.
struct word_scan {
    /// Of the word that is looked for.
    size_t matched;
    /// Words found; one past the last begins again with the first.
    uint64_t found;
};

/// Takes the words of a text that are parted by blanks; false when there are none, too many, or ones whose
/// first character comes again.
bool words_read(struct words *words, const char *text);

/// Looks for words in `piece`, which may be cut anywhere; gives how many were found in it.
uint64_t scan_words(struct word_scan *scan, const struct words *words, struct bytes piece);

#endif
