#ifndef PENSTOCK_ALLOCATION_COUNTER_H
#define PENSTOCK_ALLOCATION_COUNTER_H

/// Loaded in front of a program by LD_PRELOAD: counts every allocation of every thread into the first eight bytes of
/// the file that ALLOCATION_COUNTER names, where another process reads them while the program runs.

#endif
