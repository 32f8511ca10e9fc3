// What thread sanitizer is told beside what it sees. Linked into everything that `make sanitize` checks.
//
// It follows a `Mutex` of Swift through the atomics that the compiler puts into our code, which is all there is as long
// as nobody waits. A thread that has to wait takes and gives the lock inside of libswiftSynchronization, which is not
// instrumented: without the two functions below, whatever a contended mutex guards would be reported. They stand
// before the library's own of the same names, and tell the order that those make.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow(); `self` is the handle's address.
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define HANDLE __attribute__((swift_context)) void *self

typedef __attribute__((swiftcall)) void (*LockSlow)(uint32_t thread, HANDLE);
typedef __attribute__((swiftcall)) void (*UnlockSlow)(HANDLE);

static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function) return function;
    fprintf(stderr, "libswiftSynchronization has no %s any more: see thread.c\n", name);
    abort();
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, HANDLE) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void unlock_slow(HANDLE) __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, HANDLE) {
    ((LockSlow)next(LOCK_SLOW))(thread, self);
    __tsan_acquire(self);
}

__attribute__((swiftcall)) void unlock_slow(HANDLE) {
    __tsan_release(self);
    ((UnlockSlow)next(UNLOCK_SLOW))(self);
}

// A service that a test starts has no environment but its settings: it ends at its first race, and so fails the test. A
// race whose earlier access is not remembered any more is not reported, so as much as possible is remembered.
const char *__tsan_default_options(void) { return "halt_on_error=1:exitcode=66:history_size=7"; }
