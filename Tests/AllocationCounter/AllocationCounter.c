#define _GNU_SOURCE
#include "AllocationCounter.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// The allocator that the program would have without this one.
static void *(*nextMalloc)(size_t);
static void *(*nextCalloc)(size_t, size_t);
static void *(*nextRealloc)(void *, size_t);
static void *(*nextAlignedAlloc)(size_t, size_t);
static void (*nextFree)(void *);

// What the dynamic linker is given while it is asked for these; it is never freed.
static _Alignas(16) char early[64 * 1024];
static size_t earlyUsed;

static int isEarly(const void *memory) {
    return (const char *)memory >= early && (const char *)memory < early + sizeof early;
}

static void *allocateEarly(size_t size) {
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded > sizeof early - earlyUsed) abort();
    void *memory = early + earlyUsed;
    earlyUsed += rounded;
    return memory;
}

/// Whether the next allocator is known by now; false while it is looked for, by the only thread there is then.
static int isReady(void) {
    static int isLooking;
    if (nextFree) return 1;
    if (isLooking) return 0;
    isLooking = 1;
    *(void **)&nextMalloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&nextCalloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&nextRealloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&nextAlignedAlloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&nextFree = dlsym(RTLD_NEXT, "free");
    return 1;
}

static uint64_t beforeItIsOpen;
static uint64_t *counter = &beforeItIsOpen;

static void count(void) {
    __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

__attribute__((constructor)) static void openCounter(void) {
    const char *path = getenv("ALLOCATION_COUNTER");
    if (!path) return;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    if (ftruncate(file, sizeof *counter) == 0) {
        void *shared = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared != MAP_FAILED) counter = shared;
    }
    close(file);
}

void *malloc(size_t size) {
    count();
    return isReady() ? nextMalloc(size) : allocateEarly(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return isReady() ? nextCalloc(number, size) : allocateEarly(number * size);
}

void *realloc(void *old, size_t size) {
    count();
    if (!isEarly(old)) return isReady() ? nextRealloc(old, size) : allocateEarly(size);
    void *memory = malloc(size);
    // More than there was may be copied, but never more than there is.
    size_t rest = (size_t)(early + sizeof early - (char *)old);
    if (memory) memcpy(memory, old, size < rest ? size : rest);
    return memory;
}

void free(void *memory) {
    if (!isEarly(memory) && isReady()) nextFree(memory);
}

void *memalign(size_t alignment, size_t size) {
    count();
    // A size that is no multiple of the alignment is refused by some.
    return isReady() ? nextAlignedAlloc(alignment, (size + alignment - 1) & ~(alignment - 1)) : allocateEarly(size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *memory = memalign(alignment, size);
    if (!memory) return ENOMEM;
    *result = memory;
    return 0;
}
