#include "CCurl.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// 7.85 has CURLOPT_PROTOCOLS_STR, 7.87 CURLOPT_QUICK_EXIT.
static const unsigned int needed = 0x075700;

#define FUNCTIONS(USE) \
    USE(global_init) USE(version_info) \
    USE(easy_init) USE(easy_cleanup) USE(easy_setopt) USE(easy_getinfo) USE(slist_append) USE(slist_free_all) \
    USE(multi_init) USE(multi_cleanup) USE(multi_setopt) USE(multi_add_handle) USE(multi_remove_handle) \
    USE(multi_perform) USE(multi_poll) USE(multi_wakeup) USE(multi_info_read)

#define MEMBER(name) __typeof__(curl_##name) *name;
static struct { FUNCTIONS(MEMBER) } lib;

const char *ccurl_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return "libcurl.so.4 is not installed (on Debian: apt install libcurl4)";
#define LOOK_UP(name) \
    if (!(lib.name = (__typeof__(lib.name))dlsym(library, "curl_" #name))) return "libcurl is older than 7.87";
    FUNCTIONS(LOOK_UP)
    if (lib.version_info(CURLVERSION_NOW)->version_num < needed) return "libcurl is older than 7.87";
    return lib.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "libcurl can't be initialised";
}

CURL *ccurl_easy_init(void) { return lib.easy_init(); }

void ccurl_easy_cleanup(CURL *easy) { lib.easy_cleanup(easy); }

CURLcode ccurl_set_number(CURL *easy, CURLoption option, long value) { return lib.easy_setopt(easy, option, value); }

CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return lib.easy_setopt(easy, option, value);
}

CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return lib.easy_setopt(easy, option, value);
}

CURLcode ccurl_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = lib.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : lib.easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode ccurl_set_writer(CURL *easy, CURLoption option, curl_write_callback function) {
    return lib.easy_setopt(easy, option, function);
}

CURLcode ccurl_set_reader(CURL *easy, curl_read_callback function) {
    return lib.easy_setopt(easy, CURLOPT_READFUNCTION, function);
}

CURLcode ccurl_set_seeker(CURL *easy, curl_seek_callback function) {
    return lib.easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
}

CURLcode ccurl_set_opener(CURL *easy, curl_opensocket_callback function) {
    return lib.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return lib.slist_append(list, text);
}

void ccurl_slist_free_all(struct curl_slist *list) { lib.slist_free_all(list); }

long ccurl_response_code(CURL *easy) {
    long code = 0;
    return lib.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

curl_off_t ccurl_time(CURL *easy, CURLINFO which) {
    curl_off_t time = 0;
    return lib.easy_getinfo(easy, which, &time) == CURLE_OK ? time : 0;
}

size_t ccurl_connected_address(CURL *easy, unsigned char bytes[16]) {
    const char *text = NULL;
    if (lib.easy_getinfo(easy, CURLINFO_PRIMARY_IP, &text) != CURLE_OK || !text) return 0;
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

size_t ccurl_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLM *ccurl_multi_init(long connections) {
    CURLM *multi = lib.multi_init();
    if (multi) lib.multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
    return multi;
}

void ccurl_multi_cleanup(CURLM *multi) { lib.multi_cleanup(multi); }

CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy) { return lib.multi_add_handle(multi, easy); }

CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy) { return lib.multi_remove_handle(multi, easy); }

CURLMcode ccurl_multi_perform(CURLM *multi) {
    int running;
    return lib.multi_perform(multi, &running);
}

CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds) {
    return lib.multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode ccurl_multi_wakeup(CURLM *multi) { return lib.multi_wakeup(multi); }

CURL *ccurl_multi_done(CURLM *multi, CURLcode *result) {
    int left;
    for (CURLMsg *message; (message = lib.multi_info_read(multi, &left));) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
