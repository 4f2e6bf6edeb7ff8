#ifndef PENSTOCK_FLOOR_LOOP_H
#define PENSTOCK_FLOOR_LOOP_H

#include "answers.h"

/// Serves `listener` on this thread until standard input closes.
void loop_run(int listener, const struct answers *answers);

#endif
