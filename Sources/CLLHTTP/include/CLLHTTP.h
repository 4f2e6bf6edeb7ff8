#ifndef PENSTOCK_CLLHTTP_H
#define PENSTOCK_CLLHTTP_H

/// Newer Debian releases have libllhttp-dev; Debian 12 ships the header with node-llhttp.
#define LLHTTP_STRICT_MODE 1
#if __has_include(<llhttp.h>)
#include <llhttp.h>
#elif __has_include("/usr/share/include/llhttp/llhttp.h")
#include "/usr/share/include/llhttp/llhttp.h"
#else
#error "llhttp is missing: apt-get install node-llhttp (Debian 12) or libllhttp-dev"
#endif

#endif
