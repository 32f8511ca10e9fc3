// Files of SQLite whose calls fail on demand: a VFS that hands everything to the system's, but for one call
// (https://www.sqlite.org/vfs.html).
#ifndef FAULTY_FILES_H
#define FAULTY_FILES_H

enum faulty_call { FAULTY_NONE, FAULTY_READ, FAULTY_WRITE, FAULTY_SYNC, FAULTY_TRUNCATE };

// What fails: calls of one kind on the files whose paths begin with `prefix` and end with `suffix`, from the `nth` on,
// `count` of them, with this result code of SQLite. With `loses`, what is written to them until the last of these has
// failed never gets there, although the writes say that it did.
struct faulty_plan {
    enum faulty_call call;
    const char *prefix;
    const char *suffix;
    int nth;
    int count;
    int code;
    int loses;
};

// Makes this the VFS of every connection that is opened from here on. May be called again.
int faulty_install(void);
// Arms one of 64 plans, which live until they are disarmed; returns its number, or -1 when all are taken. The
// strings are copied.
int faulty_arm(struct faulty_plan plan);
// Disarms a plan and returns how many calls have failed.
int faulty_disarm(int number);

#endif
