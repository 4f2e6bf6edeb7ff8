#ifndef PENSTOCK_CSYSTEMD_SHIM_H
#define PENSTOCK_CSYSTEMD_SHIM_H

#include <systemd/sd-daemon.h>

#endif
