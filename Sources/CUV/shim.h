#ifndef PENSTOCK_CUV_SHIM_H
#define PENSTOCK_CUV_SHIM_H

#include <sys/socket.h>
#include <uv.h>

/// `uv_loop_configure` is variadic, which Swift does not import.
static inline int penstock_uv_measure_idle_time(uv_loop_t *loop) {
    return uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
}

/// Declared by glibc for `_GNU_SOURCE` only, which Swift's import of it does not set.
extern int accept4(int, struct sockaddr *, socklen_t *, int);

#endif
