// Shared bones of the raw-limit servers: one acceptor deals connections round robin to N epoll loops.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IN_MAX 16384
typedef struct {
    int fd;
    int len;
    char in[IN_MAX];
} Conn;

static int listen_on(int port) {
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(s, (void *)&a, sizeof a) || listen(s, 512)) {
        perror("bind");
        exit(1);
    }
    return s;
}
static void accept_forever(int s, int *ep, int n) {
    for (int i = 0;; i++) {
        int c = accept4(s, 0, 0, SOCK_NONBLOCK), one = 1;
        if (c < 0) continue;
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        Conn *k = malloc(sizeof *k);
        k->fd = c;
        k->len = 0;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = k};
        epoll_ctl(ep[i % n], EPOLL_CTL_ADD, c, &e);
    }
}
// Reads what is there; returns 0 when the peer is gone.
static int fill(Conn *c) {
    ssize_t r = read(c->fd, c->in + c->len, IN_MAX - 1 - c->len);
    if (r > 0) {
        c->len += r;
        c->in[c->len] = 0;
        return 1;
    }
    if (r < 0 && errno == EAGAIN) return 1;
    close(c->fd);
    free(c);
    return 0;
}
static void send_all(int fd, const char *p, size_t n) {
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w > 0) {
            p += w;
            n -= w;
        } else if (w < 0 && errno == EAGAIN)
            usleep(50);
        else
            return;
    }
}
