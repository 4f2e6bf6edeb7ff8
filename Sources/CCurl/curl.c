// libcurl's functions under their own names, each a jump into the library once that is loaded.

#include "CCurl.h"

#include <dlfcn.h>

#define FUNCTIONS(each)                                                                                                \
    each(curl_easy_cleanup) each(curl_easy_init) each(curl_easy_pause) each(curl_easy_setopt)                          \
    each(curl_easy_strerror) each(curl_free) each(curl_global_init) each(curl_multi_add_handle)                        \
    each(curl_multi_cleanup) each(curl_multi_info_read) each(curl_multi_init) each(curl_multi_remove_handle)           \
    each(curl_multi_setopt) each(curl_multi_socket_action) each(curl_slist_append) each(curl_slist_free_all)           \
    each(curl_url) each(curl_url_cleanup) each(curl_url_get) each(curl_url_set) each(curl_url_strerror)

#define POINTER(name) static __typeof__(name) *loaded_##name;
FUNCTIONS(POINTER)

const char *penstock_curl_load(void) {
    // The name stands for the ABI, which curl has kept since 2006.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
#define FIND(name)                                                                                                     \
    loaded_##name = (__typeof__(name) *)dlsym(library, #name);                                                         \
    if (loaded_##name == NULL) return dlerror();
    FUNCTIONS(FIND)
    return NULL;
}

void curl_easy_cleanup(CURL *easy) { loaded_curl_easy_cleanup(easy); }

CURL *curl_easy_init(void) { return loaded_curl_easy_init(); }

CURLcode curl_easy_pause(CURL *easy, int bitmask) { return loaded_curl_easy_pause(easy, bitmask); }

const char *curl_easy_strerror(CURLcode code) { return loaded_curl_easy_strerror(code); }

void curl_free(void *memory) { loaded_curl_free(memory); }

CURLcode curl_global_init(long flags) { return loaded_curl_global_init(flags); }

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy) { return loaded_curl_multi_add_handle(multi, easy); }

CURLMcode curl_multi_cleanup(CURLM *multi) { return loaded_curl_multi_cleanup(multi); }

CURLMsg *curl_multi_info_read(CURLM *multi, int *left) { return loaded_curl_multi_info_read(multi, left); }

CURLM *curl_multi_init(void) { return loaded_curl_multi_init(); }

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy) { return loaded_curl_multi_remove_handle(multi, easy); }

CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running) {
    return loaded_curl_multi_socket_action(multi, socket, events, running);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
    return loaded_curl_slist_append(list, text);
}

void curl_slist_free_all(struct curl_slist *list) { loaded_curl_slist_free_all(list); }

CURLU *curl_url(void) { return loaded_curl_url(); }

void curl_url_cleanup(CURLU *url) { loaded_curl_url_cleanup(url); }

CURLUcode curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
    return loaded_curl_url_set(url, part, text, flags);
}

const char *curl_url_strerror(CURLUcode code) { return loaded_curl_url_strerror(code); }

CURLUcode penstock_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags) {
    return loaded_curl_url_get(url, part, text, flags);
}

CURLcode penstock_curl_set_long(CURL *easy, CURLoption option, long value) {
    return loaded_curl_easy_setopt(easy, option, value);
}

CURLcode penstock_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return loaded_curl_easy_setopt(easy, option, value);
}

CURLcode penstock_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return loaded_curl_easy_setopt(easy, option, value);
}

CURLcode penstock_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return loaded_curl_easy_setopt(easy, option, value);
}

CURLcode penstock_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return loaded_curl_easy_setopt(easy, option, value);
}

CURLcode penstock_curl_set_bytes_callback(
    CURL *easy, CURLoption option, size_t (*callback)(char *, size_t, size_t, void *)) {
    return loaded_curl_easy_setopt(easy, option, callback);
}

CURLcode penstock_curl_set_prereq_callback(CURL *easy, int (*callback)(void *, char *, char *, int, int)) {
    return loaded_curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

CURLcode penstock_curl_set_open_callback(
    CURL *easy, curl_socket_t (*callback)(void *, curlsocktype, struct curl_sockaddr *)) {
    return loaded_curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

CURLcode penstock_curl_set_close_callback(CURL *easy, int (*callback)(void *, curl_socket_t)) {
    return loaded_curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

CURLMcode penstock_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return loaded_curl_multi_setopt(multi, option, value);
}

CURLMcode penstock_curl_multi_set_socket_callback(
    CURLM *multi, int (*callback)(CURL *, curl_socket_t, int, void *, void *), void *context) {
    CURLMcode code = loaded_curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
    return code != CURLM_OK ? code : loaded_curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}

CURLMcode penstock_curl_multi_set_timer_callback(
    CURLM *multi, int (*callback)(CURLM *, long, void *), void *context) {
    CURLMcode code = loaded_curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
    return code != CURLM_OK ? code : loaded_curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}
