#ifndef PENSTOCK_CZLIB_SHIM_H
#define PENSTOCK_CZLIB_SHIM_H

#include <zlib.h>

/* A macro that names the structure's size, which Swift does not import. */
static inline int penstock_deflate_init_gzip(z_stream *stream, int level) {
    /* 16 more than the window's size: a gzip header and trailer. */
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
