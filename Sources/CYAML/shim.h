#ifndef PENSTOCK_CYAML_SHIM_H
#define PENSTOCK_CYAML_SHIM_H

#include <yaml.h>

#endif
