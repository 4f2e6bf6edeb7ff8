#ifndef PENSTOCK_CSYSTEMD_SHIM_H
#define PENSTOCK_CSYSTEMD_SHIM_H

#include <systemd/sd-daemon.h>
// Where in the source an entry was sent from would always be the same place.
#define SD_JOURNAL_SUPPRESS_LOCATION 1
#include <systemd/sd-journal.h>

#endif
