#ifndef PENSTOCK_CCURL_H
#define PENSTOCK_CCURL_H

// Checks arguments of variadic functions by their very names, which cannot be done through a pointer.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/// Loads libcurl, once and before anything else of it is called: with what it needs itself it takes over 5 MB, which a
/// server that asks no other server does without.
///
/// @return NULL, or why it cannot be loaded.
const char *penstock_curl_load(void);

/// `curl_url_get`, whose first argument became `const` in a later version.
CURLUcode penstock_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags);

// Variadic functions, which Swift does not import: one shim for each type of the argument.

CURLcode penstock_curl_set_long(CURL *easy, CURLoption option, long value);

CURLcode penstock_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value);

CURLcode penstock_curl_set_string(CURL *easy, CURLoption option, const char *value);

CURLcode penstock_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);

CURLcode penstock_curl_set_pointer(CURL *easy, CURLoption option, void *value);

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
CURLcode penstock_curl_set_bytes_callback(
    CURL *easy, CURLoption option, size_t (*callback)(char *, size_t, size_t, void *));

CURLcode penstock_curl_set_prereq_callback(CURL *easy, int (*callback)(void *, char *, char *, int, int));

CURLcode penstock_curl_set_open_callback(
    CURL *easy, curl_socket_t (*callback)(void *, curlsocktype, struct curl_sockaddr *));

CURLcode penstock_curl_set_close_callback(CURL *easy, int (*callback)(void *, curl_socket_t));

CURLMcode penstock_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);

CURLMcode penstock_curl_multi_set_socket_callback(
    CURLM *multi, int (*callback)(CURL *, curl_socket_t, int, void *, void *), void *context);

CURLMcode penstock_curl_multi_set_timer_callback(
    CURLM *multi, int (*callback)(CURLM *, long, void *), void *context);

#endif
