#include "faulty_files.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

enum { plan_count = 64, text_size = 512 };

struct armed {
    struct faulty_plan plan;
    char prefix[text_size], suffix[text_size];
    int seen, failed;
};

// A file of ours, with the system's behind it.
struct file {
    sqlite3_file base;
    const char *path;
    sqlite3_file *real;
};

static struct armed plans[plan_count];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *system_vfs;

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), size = strlen(end);
    return length >= size && strcmp(text + length - size, end) == 0;
}

// Whether a plan is about the file. An empty suffix names the database itself, and not its log.
static int concerns(const struct armed *armed, const char *path) {
    if (armed->plan.call == FAULTY_NONE || !path || strncmp(path, armed->prefix, strlen(armed->prefix)) != 0) return 0;
    return armed->suffix[0] ? ends_with(path, armed->suffix) : !ends_with(path, "-wal");
}

// The result code of a call: SQLITE_OK when it is to be made.
static int judge(struct file *file, enum faulty_call call) {
    int code = SQLITE_OK;
    pthread_mutex_lock(&lock);
    for (int number = 0; number < plan_count && code == SQLITE_OK; number++) {
        struct armed *armed = &plans[number];
        if (armed->plan.call != call || !concerns(armed, file->path)) continue;
        armed->seen++;
        if (armed->seen < armed->plan.nth || armed->seen - armed->plan.nth >= armed->plan.count) continue;
        armed->failed++;
        code = armed->plan.code;
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static int loses(struct file *file) {
    int result = 0;
    pthread_mutex_lock(&lock);
    for (int number = 0; number < plan_count; number++)
        result = result
            || (plans[number].plan.loses && plans[number].failed < plans[number].plan.count
                && concerns(&plans[number], file->path));
    pthread_mutex_unlock(&lock);
    return result;
}

#define REAL(name, ...) (((struct file *)file)->real->pMethods->name(((struct file *)file)->real, ##__VA_ARGS__))

static int close_file(sqlite3_file *file) { return REAL(xClose); }
static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int code = judge((struct file *)file, FAULTY_READ);
    return code == SQLITE_OK ? REAL(xRead, bytes, count, offset) : code;
}
static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int code = judge((struct file *)file, FAULTY_WRITE);
    if (code == SQLITE_OK && loses((struct file *)file)) return SQLITE_OK;
    return code == SQLITE_OK ? REAL(xWrite, bytes, count, offset) : code;
}
static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    int code = judge((struct file *)file, FAULTY_TRUNCATE);
    return code == SQLITE_OK ? REAL(xTruncate, size) : code;
}
static int sync_file(sqlite3_file *file, int flags) {
    int code = judge((struct file *)file, FAULTY_SYNC);
    return code == SQLITE_OK ? REAL(xSync, flags) : code;
}
static int size_of_file(sqlite3_file *file, sqlite3_int64 *size) { return REAL(xFileSize, size); }
static int lock_file(sqlite3_file *file, int level) { return REAL(xLock, level); }
static int unlock_file(sqlite3_file *file, int level) { return REAL(xUnlock, level); }
static int check_lock(sqlite3_file *file, int *result) { return REAL(xCheckReservedLock, result); }
static int control_file(sqlite3_file *file, int what, void *argument) { return REAL(xFileControl, what, argument); }
static int sector_size(sqlite3_file *file) { return REAL(xSectorSize); }
static int characteristics(sqlite3_file *file) { return REAL(xDeviceCharacteristics); }
static int map_memory(sqlite3_file *file, int region, int size, int extend, void volatile **start) {
    return REAL(xShmMap, region, size, extend, start);
}
static int lock_memory(sqlite3_file *file, int offset, int count, int flags) {
    return REAL(xShmLock, offset, count, flags);
}
static void memory_barrier(sqlite3_file *file) { REAL(xShmBarrier); }
static int unmap_memory(sqlite3_file *file, int deletes) { return REAL(xShmUnmap, deletes); }

static const sqlite3_io_methods methods = {
    2, close_file, read_file, write_file, truncate_file, sync_file, size_of_file, lock_file, unlock_file, check_lock,
    control_file, sector_size, characteristics, map_memory, lock_memory, memory_barrier, unmap_memory, 0, 0,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out) {
    struct file *file = (struct file *)base;
    (void)vfs;
    file->path = path; // lives as long as the file (https://www.sqlite.org/c3ref/vfs.html, xOpen)
    file->real = (sqlite3_file *)(file + 1);
    int code = system_vfs->xOpen(system_vfs, path, file->real, flags, out);
    file->base.pMethods = file->real->pMethods ? &methods : 0;
    return code;
}

int faulty_install(void) {
    static sqlite3_vfs faulty;
    int code = SQLITE_OK;
    pthread_mutex_lock(&lock);
    if (!system_vfs) {
        system_vfs = sqlite3_vfs_find(0);
        faulty = *system_vfs;
        faulty.zName = "faulty";
        faulty.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
        faulty.xOpen = open_file;
        code = sqlite3_vfs_register(&faulty, 1);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

int faulty_arm(struct faulty_plan plan) {
    int number = 0;
    pthread_mutex_lock(&lock);
    while (number < plan_count && plans[number].plan.call != FAULTY_NONE) number++;
    if (number < plan_count) {
        struct armed *armed = &plans[number];
        memset(armed, 0, sizeof *armed);
        armed->plan = plan;
        strncpy(armed->prefix, plan.prefix, text_size - 1);
        strncpy(armed->suffix, plan.suffix, text_size - 1);
    }
    pthread_mutex_unlock(&lock);
    return number < plan_count ? number : -1;
}

int faulty_disarm(int number) {
    pthread_mutex_lock(&lock);
    int failed = plans[number].failed;
    memset(&plans[number], 0, sizeof plans[number]);
    pthread_mutex_unlock(&lock);
    return failed;
}
