// What Swift cannot call of SQLite's C interface: variadic functions and macros that cast.
// Everything else is called directly.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

// sqlite3_config is variadic. Both must run before the first connection: counting memory takes a
// lock of the whole process on every allocation, and a path that begins with "file:" is a path.
static inline int csqlite_configure(void) {
    int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return result != SQLITE_OK ? result : sqlite3_config(SQLITE_CONFIG_URI, 0);
}

// sqlite3_db_config is variadic.
static inline int csqlite_set_option(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}

// SQLITE_TRANSIENT casts -1 to a function pointer: SQLite copies the bytes before it returns. A null
// pointer would bind NULL, and an empty Swift buffer may have one.
static inline int csqlite_bind_text(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(
        statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int csqlite_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

// SQLITE_STATIC casts 0: the bytes must stay where they are until the binding is cleared.
static inline int csqlite_bind_blob_in_place(
    sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_STATIC);
}

// SQLite's own descriptor of the database file, whose methods are function pointers. Another descriptor would drop all
// locks of the process when it is closed (https://www.sqlite.org/howtocorrupt.html, 2.2).
static inline sqlite3_file *csqlite_file(sqlite3 *database) {
    sqlite3_file *file = 0;
    int result = sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return result == SQLITE_OK && file && file->pMethods ? file : 0;
}

// Waits until what was written to the database file is on disk.
static inline int csqlite_sync(sqlite3 *database) {
    sqlite3_file *file = csqlite_file(database);
    return file ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : SQLITE_OK;
}

// Marks both copies of the header of the index of the write-ahead log as unfinished (the isInit flag of
// https://www.sqlite.org/walformat.html, 2.1), as a writer leaves them that dies while it writes them. Whoever looks
// next makes the index anew from the log alone. Reads no page; waits up to five seconds for the lock of writers.
static inline int csqlite_forget_index(sqlite3 *database) {
    enum { region = 32768, copy = 48, is_init = 12, write_lock = 0 };
    sqlite3_file *file = csqlite_file(database);
    void volatile *start = 0;
    if (!file || file->pMethods->iVersion < 2) return SQLITE_OK;
    int result = file->pMethods->xShmMap(file, 0, region, 0, &start);
    if (result != SQLITE_OK || !start) return result;
    result = SQLITE_BUSY;
    for (int tries = 0; result == SQLITE_BUSY && tries < 5000; tries++) {
        if (tries > 0) sqlite3_sleep(1);
        result = file->pMethods->xShmLock(file, write_lock, 1, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE);
    }
    if (result != SQLITE_OK) return result;
    unsigned char volatile *header = start;
    header[is_init] = header[copy + is_init] = 0;
    file->pMethods->xShmBarrier(file);
    return file->pMethods->xShmLock(file, write_lock, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
}

#endif
