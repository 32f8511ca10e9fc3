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

#endif
