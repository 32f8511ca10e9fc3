// libcurl, found when the first transfer needs it (docs/decisions/0007-libcurl.md), behind functions that Swift can
// call: it has no variadic ones, and no names that are looked up at run time. What each does stands in libcurl's own
// page of that name: https://curl.se/libcurl/c/.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

// Finds libcurl and initialises it; NULL, or why that can't be. Once, on any thread, before all others.
const char *ccurl_load(void);

CURL *ccurl_easy_init(void);
void ccurl_easy_cleanup(CURL *easy);

CURLcode ccurl_set_number(CURL *easy, CURLoption option, long value);
// The text is copied.
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
// What is pointed to must outlive the transfer.
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
// The bytes of a POST, which are copied.
CURLcode ccurl_set_body(CURL *easy, const void *bytes, size_t count);
CURLcode ccurl_set_writer(CURL *easy, CURLoption option, curl_write_callback function);
CURLcode ccurl_set_reader(CURL *easy, curl_read_callback function);
CURLcode ccurl_set_seeker(CURL *easy, curl_seek_callback function);
CURLcode ccurl_set_opener(CURL *easy, curl_opensocket_callback function);

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text);
void ccurl_slist_free_all(struct curl_slist *list);

// The last status of a protocol; 0 when there is none.
long ccurl_response_code(CURL *easy);
// Microseconds from the beginning of the transfer to an instant of it; 0 when that was not reached.
curl_off_t ccurl_time(CURL *easy, CURLINFO which);
// The address that the connection leads to: 4 or 16 bytes in network order, and their count; 0 when there is none.
size_t ccurl_connected_address(CURL *easy, unsigned char bytes[16]);

// An address that libcurl is about to connect to, likewise.
size_t ccurl_address(const struct curl_sockaddr *address, unsigned char bytes[16]);
// A socket for it that no child process gets.
curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address);

CURLM *ccurl_multi_init(long connections);
void ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_perform(CURLM *multi);
CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds);
CURLMcode ccurl_multi_wakeup(CURLM *multi);
// A transfer that has ended and was not given yet; NULL when there is none.
CURL *ccurl_multi_done(CURLM *multi, CURLcode *result);

#endif
