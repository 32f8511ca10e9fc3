// What Swift's Glibc module leaves out of the system interface: it has no epoll, eventfd or timerfd, hides
// accept4 and pthread_setname_np behind _GNU_SOURCE, and imports EPOLL* as enumerators and TFD_* without the
// C macros that are expressions.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

// Interest in everything that happens to a connection, told once per change (edge triggered), so that one
// registration lasts for the connection's life.
static const uint32_t CSYSTEM_EVERY_EDGE = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
static const uint32_t CSYSTEM_READABLE = EPOLLIN;
static const uint32_t CSYSTEM_READABLE_EDGE = EPOLLIN | EPOLLET;
static const uint32_t CSYSTEM_WRITABLE = EPOLLOUT;
static const uint32_t CSYSTEM_PEER_ENDED = EPOLLRDHUP | EPOLLHUP;
static const uint32_t CSYSTEM_BROKEN = EPOLLERR;

// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC.
int csystem_accept(int listener, struct sockaddr *address, socklen_t *length);

// Names the calling thread for debuggers and top; at most 15 bytes are kept.
void csystem_name_thread(const char *name);

// Makes the next close of a socket send RST and drop what is unsent (SO_LINGER with a time of zero).
int csystem_reset_on_close(int socket);

// How many bytes of what was sent the peer has not acknowledged; on a Unix-domain socket how much memory
// takes what it has not received (SIOCOUTQ). 0 when it can't be told.
int csystem_untaken(int socket);

// Catches SIGTERM and SIGINT from now on; returns a descriptor on which each one caught arrives as a byte
// that holds its number, or -1. Handlers and not a mask with sigwait: the main thread of a Swift program waits
// in sigsuspend with nothing masked (dispatch_main), where a signal without a handler ends the process.
int csystem_catch_stop_signals(void);

#endif
