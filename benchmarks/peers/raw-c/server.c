// server PORT DB THREADS : the same five routes in bare C (epoll + SQLite C API + hand-written JSON) with
// group commit: every write that one epoll_wait returned shares one durable transaction.
// A limit to measure against, not a service: its JSON reader and HTTP parser accept only well-formed input.
#include "net.h"
#include <sqlite3.h>
#define COLS                                                                                                           \
    "id,partner_id,status,name,customer_company,deal_value_minor,currency,crm_id,created_at,updated_at,expires_at,"    \
    "version"
static const char *path;
static pthread_mutex_t wlock = PTHREAD_MUTEX_INITIALIZER;
typedef struct {
    char *p;
    size_t n, cap;
} Buf;
typedef struct {
    sqlite3 *db;
    sqlite3_stmt *get, *page, *ins, *upd, *begin, *commit;
    Buf b;
    int ep;
    unsigned long long rng;
} Worker;
typedef struct {
    Conn *c;
    char kind, id[64], partner[64], name[512], company[256], cur[8], crm[64];
    long long value;
} Op;

static void put(Buf *b, const char *s, size_t n) {
    if (b->n + n > b->cap) b->p = realloc(b->p, b->cap = (b->n + n) * 2);
    memcpy(b->p + b->n, s, n);
    b->n += n;
}
#define LIT(b, s) put(b, s, sizeof(s) - 1)
static void putstr(Buf *b, const char *s, int n) {
    LIT(b, "\"");
    int from = 0;
    for (int i = 0; i < n; i++) {
        unsigned char ch = s[i];
        if (ch >= 32 && ch != '"' && ch != '\\') continue;
        put(b, s + from, i - from);
        from = i + 1;
        char e[8];
        int k = (ch == '"' || ch == '\\') ? snprintf(e, 8, "\\%c", ch) : snprintf(e, 8, "\\u%04x", ch);
        put(b, e, k);
    }
    put(b, s + from, n - from);
    LIT(b, "\"");
}
static void row(Buf *b, sqlite3_stmt *s) {
    static const char *k[] = {"{\"id\":",         ",\"partner_id\":",       ",\"status\":",
                              ",\"name\":",       ",\"customer_company\":", ",\"deal_value_minor\":",
                              ",\"currency\":",   ",\"crm_id\":",           ",\"created_at\":",
                              ",\"updated_at\":", ",\"expires_at\":",       ",\"version\":"};
    static const int kl[] = {6, 14, 10, 8, 20, 20, 12, 10, 14, 14, 14, 11};
    for (int i = 0; i < 12; i++) {
        put(b, k[i], kl[i]);
        if (i == 5 || i == 11) {
            char n[24];
            put(b, n, snprintf(n, 24, "%lld", (long long)sqlite3_column_int64(s, i)));
        } else if (i == 7 && sqlite3_column_type(s, i) == SQLITE_NULL)
            LIT(b, "null");
        else {
            const char *t = (const char *)sqlite3_column_text(s, i);
            putstr(b, t, sqlite3_column_bytes(s, i));
        }
    }
    LIT(b, "}");
}
static void reply(int fd, Buf *b, int code) { // body in b->p[128..n): the head is written just before it
    char h[128];
    const char *why = code == 200 ? "OK" : code == 201 ? "Created" : "Not Found";
    int n = snprintf(h, 128, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", code,
                     why, b->n - 128);
    memcpy(b->p + 128 - n, h, n);
    send_all(fd, b->p + 128 - n, b->n - 128 + n);
}
static void jstr(const char *body, const char *key, char *out, int cap) {
    const char *p = strstr(body, key);
    int n = 0;
    if (p && (p = strchr(p + strlen(key), '"')))
        for (p++; *p && *p != '"' && n < cap - 1; p++) {
            if (*p == '\\') p++;
            out[n++] = *p;
        }
    out[n] = 0;
}
static void stamp(char *o, time_t plus) {
    struct timespec t;
    struct tm g;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += plus;
    gmtime_r(&t.tv_sec, &g);
    strftime(o, 24, "%Y-%m-%dT%H:%M:%S", &g);
    snprintf(o + 19, 8, ".%03dZ", (int)(t.tv_nsec / 1000000));
}
static void bindt(sqlite3_stmt *s, int i, const char *v) {
    sqlite3_bind_text(s, i, v, -1, SQLITE_STATIC);
}
static void uuid(Worker *w, char *o) {
    unsigned long long r[2];
    for (int i = 0; i < 2; i++) {
        w->rng ^= w->rng << 13;
        w->rng ^= w->rng >> 7;
        w->rng ^= w->rng << 17;
        r[i] = w->rng;
    }
    sprintf(o, "%08llx-%04llx-4%03llx-a%03llx-%012llx", r[0] >> 32, r[0] >> 16 & 0xffff, r[0] & 0xfff, r[1] >> 52,
            r[1] & 0xffffffffffffULL);
}
static void query(const char *target, const char *end, const char *key, char *out, int cap) {
    const char *p = memmem(target, end - target, key, strlen(key));
    int n = 0;
    if (p)
        for (p += strlen(key); p < end && *p != '&' && *p != ' ' && n < cap - 1; p++) out[n++] = *p;
    out[n] = 0;
}
static sqlite3_stmt *prep(sqlite3 *d, const char *q) {
    sqlite3_stmt *s = 0;
    if (sqlite3_prepare_v2(d, q, -1, &s, 0)) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(d));
        exit(1);
    }
    return s;
}

static void *loop(void *arg) {
    Worker *w = arg;
    sqlite3_open_v2(path, &w->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0);
    sqlite3_exec(w->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000", 0, 0, 0);
    w->get = prep(w->db, "SELECT " COLS " FROM engagements WHERE id=?");
    w->page =
        prep(w->db, "SELECT " COLS " FROM engagements WHERE partner_id=? AND status=? ORDER BY created_at,id LIMIT ?");
    w->ins = prep(w->db, "INSERT INTO engagements(" COLS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?) RETURNING " COLS);
    w->upd = prep(w->db, "UPDATE engagements SET name=?,updated_at=?,version=version+1 WHERE id=? RETURNING " COLS);
    w->begin = prep(w->db, "BEGIN IMMEDIATE");
    w->commit = prep(w->db, "COMMIT");
    w->b.p = malloc(w->b.cap = 65536);
    getrandom(&w->rng, 8, 0);
    struct epoll_event ev[256];
    Op *ops = malloc(256 * sizeof *ops);
    Buf *rep = calloc(256, sizeof *rep);
    int *code = calloc(256, sizeof *code);
    for (;;) {
        int n = epoll_wait(w->ep, ev, 256, -1), nops = 0;
        for (int i = 0; i < n; i++) {
            Conn *c = ev[i].data.ptr;
            if (!fill(c)) continue;
            char *q = memmem(c->in, c->len, "\r\n\r\n", 4);
            if (!q) continue;
            char *eol = memchr(c->in, '\r', c->len);
            Buf *b = &w->b;
            b->n = 128;
            if (c->in[0] == 'G') {
                c->len = 0;
                if (!memcmp(c->in + 4, "/health", 7)) {
                    LIT(b, "{\"status\":\"ok\"}");
                    reply(c->fd, b, 200);
                    continue;
                }
                if (c->in[19] == '?') { // /v1/engagements?...
                    char partner[64], status[16], lim[8];
                    int rows = 0;
                    char next[96] = "";
                    query(c->in, eol, "partner=", partner, 64);
                    query(c->in, eol, "status=", status, 16);
                    query(c->in, eol, "limit=", lim, 8);
                    int limit = atoi(lim) ? atoi(lim) : 50;
                    bindt(w->page, 1, partner);
                    bindt(w->page, 2, status);
                    sqlite3_bind_int(w->page, 3, limit);
                    LIT(b, "{\"items\":[");
                    while (sqlite3_step(w->page) == SQLITE_ROW) {
                        if (rows++) LIT(b, ",");
                        row(b, w->page);
                        if (rows == limit)
                            snprintf(next, 96, "%s|%s", sqlite3_column_text(w->page, 8),
                                     sqlite3_column_text(w->page, 0));
                    }
                    sqlite3_reset(w->page);
                    LIT(b, "],\"next\":");
                    if (*next)
                        putstr(b, next, strlen(next));
                    else
                        LIT(b, "null");
                    LIT(b, "}");
                    reply(c->fd, b, 200);
                    continue;
                }
                sqlite3_bind_text(w->get, 1, c->in + 20, 36, SQLITE_STATIC);
                if (sqlite3_step(w->get) == SQLITE_ROW) {
                    row(b, w->get);
                    sqlite3_reset(w->get);
                    reply(c->fd, b, 200);
                } else {
                    sqlite3_reset(w->get);
                    LIT(b, "{}");
                    reply(c->fd, b, 404);
                }
                continue;
            }
            char *cl = strcasestr(c->in, "\r\ncontent-length:");
            int blen = cl && cl < q ? atoi(cl + 17) : 0;
            if (c->len < q + 4 - c->in + blen) continue;
            Op *o = &ops[nops++];
            o->c = c;
            o->kind = c->in[1]; // 'O' POST, 'A' PATCH
            jstr(q + 4, "\"name\"", o->name, 512);
            if (o->kind == 'A') {
                memcpy(o->id, c->in + 22, 36);
                o->id[36] = 0;
            } else {
                jstr(q + 4, "\"partner_id\"", o->partner, 64);
                jstr(q + 4, "\"customer_company\"", o->company, 256);
                jstr(q + 4, "\"currency\"", o->cur, 8);
                jstr(q + 4, "\"crm_id\"", o->crm, 64);
                char *v = strstr(q + 4, "\"deal_value_minor\"");
                o->value = v ? atoll(strchr(v, ':') + 1) : 0;
                uuid(w, o->id);
            }
            c->len = 0;
        }
        if (!nops) continue;
        char now[32], exp[32];
        stamp(now, 0);
        stamp(exp, 90 * 86400);
        pthread_mutex_lock(&wlock);
        sqlite3_step(w->begin);
        sqlite3_reset(w->begin);
        for (int i = 0; i < nops; i++) {
            Op *o = &ops[i];
            sqlite3_stmt *s = o->kind == 'A' ? w->upd : w->ins;
            Buf *b = &rep[i];
            if (!b->p) b->p = malloc(b->cap = 4096);
            b->n = 128;
            if (o->kind == 'A') {
                bindt(s, 1, o->name);
                bindt(s, 2, now);
                bindt(s, 3, o->id);
            } else {
                bindt(s, 1, o->id);
                bindt(s, 2, o->partner);
                bindt(s, 3, "new");
                bindt(s, 4, o->name);
                bindt(s, 5, o->company);
                sqlite3_bind_int64(s, 6, o->value);
                bindt(s, 7, o->cur);
                bindt(s, 8, o->crm);
                bindt(s, 9, now);
                bindt(s, 10, now);
                bindt(s, 11, exp);
                sqlite3_bind_int(s, 12, 1);
            }
            code[i] = 404;
            while (sqlite3_step(s) == SQLITE_ROW) {
                row(b, s);
                code[i] = o->kind == 'A' ? 200 : 201;
            }
            sqlite3_reset(s);
            if (code[i] == 404) LIT(b, "{}");
        }
        int rc = sqlite3_step(w->commit);
        sqlite3_reset(w->commit);
        pthread_mutex_unlock(&wlock);
        if (rc != SQLITE_DONE) {
            fprintf(stderr, "commit: %s\n", sqlite3_errmsg(w->db));
            exit(1);
        }
        for (int i = 0; i < nops; i++) reply(ops[i].c->fd, &rep[i], code[i]);
    }
    return 0;
}
int main(int argc, char **argv) {
    int n = argc > 3 ? atoi(argv[3]) : 1, ep[16];
    Worker *w = calloc(16, sizeof *w);
    pthread_t t;
    signal(SIGPIPE, SIG_IGN);
    path = argv[2];
    int s = listen_on(atoi(argv[1]));
    for (int i = 0; i < n; i++) {
        ep[i] = w[i].ep = epoll_create1(0);
        pthread_create(&t, 0, loop, &w[i]);
    }
    accept_forever(s, ep, n);
}
