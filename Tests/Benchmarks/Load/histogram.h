#ifndef PENSTOCK_LOAD_HISTOGRAM_H
#define PENSTOCK_LOAD_HISTOGRAM_H

#include <stdint.h>

enum {
    /// Each power of two is cut into this many buckets, so its middle is within 1/256 of a value.
    HISTOGRAM_STEPS = 128,
    HISTOGRAM_STEP_BITS = 7,
    /// Values up to 2^40 - 1, eighteen minutes in nanoseconds; larger ones count as that.
    HISTOGRAM_VALUE_BITS = 40,
    HISTOGRAM_BUCKETS = (HISTOGRAM_VALUE_BITS - HISTOGRAM_STEP_BITS + 1) * HISTOGRAM_STEPS,
};

/// Counts of values in log-linear buckets. Starts as zero.
struct histogram {
    uint64_t count;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_record(struct histogram *histogram, uint64_t value);

/// The middle of the bucket below or in which `fraction` of all values lie; zero when there are none.
uint64_t histogram_quantile(const struct histogram *histogram, double fraction);

#endif
