/// The packaged source chooses between its two parsers before it includes any header.
#define LLHTTP_STRICT_MODE 1
#if __has_include("/usr/share/llhttp/llhttp.c")
#include "/usr/share/llhttp/llhttp.c"
#endif
