/// What the packaged C sources mean by "llhttp.h".
#define LLHTTP_STRICT_MODE 1
#include "/usr/share/include/llhttp/llhttp.h"
