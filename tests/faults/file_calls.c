// Preloaded into a child process of the store's tests (src/store/tests/calls.rs): it stands
// between the program and the system for every call that changes a file below one directory.
//
//   CALLS_UNDER    the directory; calls elsewhere pass untouched and uncounted
//   CALLS_LOG      each call that succeeded is appended here, in order, with its bytes
//   CALLS_KILL     SIGKILL instead of call number N (from 1); a write gets half of its bytes out
//   CALLS_FAIL     call number N fails ...
//   CALLS_ONWARDS  ... and if this is set, each one after it
//   CALLS_WHILE    while this file exists, calls fail: all of them, or with ENOSPC those that need room
//   CALLS_ERRNO    how they fail (default EIO)
//
// The real calls are made by number, so that nothing here depends on what libc calls inside.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 1024
#define PATH 1024

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char names[FILES][PATH]; // of open files below the directory, by descriptor
static char under[PATH], trouble[PATH];
static long calls, kill_at, fail_at;
static int onwards, fail_with = EIO, log_to = -1;

__attribute__((constructor)) static void begin(void) {
    const char *value;
    if ((value = getenv("CALLS_UNDER"))) snprintf(under, PATH, "%s", value);
    if ((value = getenv("CALLS_WHILE"))) snprintf(trouble, PATH, "%s", value);
    if ((value = getenv("CALLS_KILL"))) kill_at = atol(value);
    if ((value = getenv("CALLS_FAIL"))) fail_at = atol(value);
    onwards = getenv("CALLS_ONWARDS") != NULL;
    if ((value = getenv("CALLS_ERRNO"))) fail_with = atoi(value);
    if ((value = getenv("CALLS_LOG")))
        log_to = syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
    size_t length = strlen(under);
    return length && !strncmp(path, under, length) && (!path[length] || path[length] == '/');
}

// The whole path of `path` as seen from `at`; false when it is none of ours.
static int resolve(int at, const char *path, char *out) {
    if (path[0] == '/') snprintf(out, PATH, "%s", path);
    else if (at >= 0 && at < FILES && names[at][0]) snprintf(out, PATH, "%s/%s", names[at], path);
    else return 0;
    return is_ours(out);
}

static const char *name_of(int file) { return file >= 0 && file < FILES && names[file][0] ? names[file] : NULL; }

// A line `call offset length path`, and `length` bytes.
static void note(char call, long offset, const void *bytes, size_t length, const char *path) {
    if (log_to < 0) return;
    char line[PATH + 64];
    int size = snprintf(line, sizeof line, "%c %ld %zu %s\n", call, offset, length, path);
    syscall(SYS_write, log_to, line, size);
    if (length) syscall(SYS_write, log_to, bytes, length);
}

// Counts a call; true when it must fail. A kill is the caller's, who may want to do half of it.
static int fails(int needs_room) {
    calls++;
    int met = needs_room || fail_with != ENOSPC;
    int now = trouble[0] && syscall(SYS_faccessat, AT_FDCWD, trouble, F_OK) == 0;
    int due = calls == fail_at || (met && (now || (onwards && fail_at && calls > fail_at)));
    if (due) errno = fail_with;
    return due;
}

static void die_if_due(void) {
    if (calls != kill_at) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int do_open(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH];
    struct stat found;
    if (!resolve(at, path, whole)) {
        int file = syscall(SYS_openat, at, path, flags, mode);
        if (file >= 0 && file < FILES) names[file][0] = 0;
        return file;
    }
    pthread_mutex_lock(&one_at_a_time);
    int there = stat(whole, &found) == 0;
    int changes = (flags & O_CREAT && !there) || (flags & O_TRUNC && there && found.st_size);
    int file = -1;
    if (!changes || !fails(!there)) {
        if (changes) die_if_due();
        file = syscall(SYS_openat, at, path, flags, mode);
        if (file >= 0 && file < FILES) snprintf(names[file], PATH, "%s", whole);
        if (file >= 0 && changes) there ? note('T', 0, NULL, 0, whole) : note('C', 0, NULL, 0, whole);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return file;
}

#define OPEN(name, at_parameter, at)                                                                                   \
    int name(at_parameter const char *path, int flags, ...) {                                                          \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                                         \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        return do_open(at, path, flags, mode);                                                                         \
    }
#define NOTHING
#define AT int at,
OPEN(open, NOTHING, AT_FDCWD)
OPEN(open64, NOTHING, AT_FDCWD)
OPEN(openat, AT, at)
OPEN(openat64, AT, at)

int close(int file) {
    pthread_mutex_lock(&one_at_a_time);
    if (file >= 0 && file < FILES) names[file][0] = 0;
    int done = syscall(SYS_close, file);
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

static ssize_t do_write(int file, const void *bytes, size_t length, off_t offset) {
    int positioned = offset >= 0;
    if (!name_of(file))
        return positioned ? syscall(SYS_pwrite64, file, bytes, length, offset)
                          : syscall(SYS_write, file, bytes, length);
    pthread_mutex_lock(&one_at_a_time);
    ssize_t done = -1;
    if (!fails(1)) {
        size_t out = calls == kill_at ? length / 2 : length;
        if (!positioned)
            offset = lseek(file, 0, fcntl(file, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
        done = positioned ? syscall(SYS_pwrite64, file, bytes, out, offset) : syscall(SYS_write, file, bytes, out);
        if (done > 0) note('W', offset, bytes, done, names[file]);
        die_if_due();
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

ssize_t write(int file, const void *bytes, size_t length) { return do_write(file, bytes, length, -1); }
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return do_write(file, bytes, length, at); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t at) { return do_write(file, bytes, length, at); }

#define ON_FILE(name, parameters, real, call, offset, needs_room)                                                      \
    int name parameters {                                                                                              \
        if (!name_of(file)) return real;                                                                               \
        pthread_mutex_lock(&one_at_a_time);                                                                            \
        int done = -1;                                                                                                 \
        if (!fails(needs_room)) {                                                                                      \
            die_if_due();                                                                                              \
            done = real;                                                                                               \
            if (!done) note(call, offset, NULL, 0, names[file]);                                                       \
        }                                                                                                              \
        pthread_mutex_unlock(&one_at_a_time);                                                                          \
        return done;                                                                                                   \
    }
ON_FILE(fsync, (int file), syscall(SYS_fsync, file), 'S', 0, 0)
ON_FILE(fdatasync, (int file), syscall(SYS_fdatasync, file), 'S', 0, 0)
ON_FILE(ftruncate, (int file, off_t to), syscall(SYS_ftruncate, file, to), 'T', (long)to, 0)
ON_FILE(ftruncate64, (int file, off_t to), syscall(SYS_ftruncate, file, to), 'T', (long)to, 0)
// Promises nothing about a power loss, so it is noted as what it is.
ON_FILE(sync_file_range, (int file, off_t from, off_t count, unsigned flags),
        syscall(SYS_sync_file_range, file, from, count, flags), 'r', (long)from, 0)

#define ON_NAME(name, parameters, at, real, call, other, needs_room)                                                   \
    int name parameters {                                                                                              \
        char whole[PATH];                                                                                          \
        if (!resolve(at, path, whole)) return real;                                                                    \
        pthread_mutex_lock(&one_at_a_time);                                                                            \
        int done = -1;                                                                                                 \
        if (!fails(needs_room)) {                                                                                      \
            die_if_due();                                                                                              \
            done = real;                                                                                               \
            const char *second = other;                                                                                \
            if (!done) note(call, 0, second, strlen(second), whole);                                                   \
        }                                                                                                              \
        pthread_mutex_unlock(&one_at_a_time);                                                                          \
        return done;                                                                                                   \
    }
ON_NAME(rename, (const char *path, const char *to), AT_FDCWD, syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, to, 0),
        'R', to, 0)
ON_NAME(unlink, (const char *path), AT_FDCWD, syscall(SYS_unlinkat, AT_FDCWD, path, 0), 'U', "", 0)
ON_NAME(unlinkat, (int at, const char *path, int flags), at, syscall(SYS_unlinkat, at, path, flags), 'U', "", 0)
ON_NAME(rmdir, (const char *path), AT_FDCWD, syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR), 'U', "", 0)
ON_NAME(mkdir, (const char *path, mode_t mode), AT_FDCWD, syscall(SYS_mkdirat, AT_FDCWD, path, mode), 'M', "", 1)

// With these gone, Rust's `fs::copy` falls back to reading and writing.
ssize_t copy_file_range(int from, off64_t *in, int to, off64_t *out, size_t length, unsigned flags) {
    (void)from, (void)in, (void)to, (void)out, (void)length, (void)flags;
    errno = ENOSYS;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) {
    (void)from, (void)to, (void)offset, (void)count;
    errno = ENOSYS;
    return -1;
}
