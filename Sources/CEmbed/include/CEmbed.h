#ifndef PENSTOCK_CEMBED_H
#define PENSTOCK_CEMBED_H

#include <stddef.h>

/// A file that is part of the program and lives as long.
struct penstock_embedded_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// The files of the pipelines that Penstock ships with, from 0 to the count.
size_t penstock_embedded_file_count(void);
struct penstock_embedded_file penstock_embedded_file(size_t index);

/// What models cost.
struct penstock_embedded_file penstock_embedded_prices(void);

/// The commit that was built, as deploy/revision wrote it down.
const char *penstock_revision(void);

#endif
