#include "words.h"

bool words_read(struct words *words, const char *text) {
    words->count = 0;
    for (const char *start = text + strspn(text, " "); *start != '\0'; start += strspn(start, " ")) {
        struct bytes word = {start, start + strcspn(start, " ")};
        if (words->count == WORDS_MAX) return false;
        if (memchr(start + 1, *start, bytes_count(word) - 1) != NULL) return false;
        words->word[words->count++] = word;
        start = word.end;
    }
    return words->count > 0;
}

uint64_t scan_words(struct word_scan *scan, const struct words *words, struct bytes piece) {
    uint64_t before = scan->found;
    while (piece.start < piece.end) {
        struct bytes word = words->word[scan->found % words->count];
        if (scan->matched == 0) {
            piece.start = memchr(piece.start, *word.start, bytes_count(piece));
            if (piece.start == NULL) break;
        }
        if (*piece.start != word.start[scan->matched]) {
            scan->matched = 0;
            continue;
        }
        piece.start++;
        if (++scan->matched < bytes_count(word)) continue;
        scan->matched = 0;
        scan->found++;
    }
    return scan->found - before;
}
