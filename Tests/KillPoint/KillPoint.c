// Loaded into a process before the C library (LD_PRELOAD), this counts the calls by which it changes the files of one
// folder, and kills it right before or right after one of them. It reads these environment variables:
//
// - KILL_POINT_FOLDER: the folder, absolute; without it nothing is counted
// - KILL_POINT_EXCEPT: parts of paths whose changes do not count, with commas between them
// - KILL_POINT_BEFORE: the number of the call, from 1, that is not made any more
// - KILL_POINT_AFTER: the number of the call after which nothing is done any more
// - KILL_POINT_LIST: a file to which each call is written, a line each: its name and the path, and for rename and link
//   the path that the file had before
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static void die_at(const char *variable, long number) {
    const char *text = getenv(variable);
    if (text == NULL || atol(text) != number) return;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Whether a text contains one of several others, which have commas between them.
static bool contains_one_of(const char *text, const char *others) {
    char list[PATH_MAX];
    snprintf(list, sizeof list, "%s", others);
    char *rest = list, *part;
    while ((part = strsep(&rest, ",")) != NULL) {
        if (strstr(text, part) != NULL) return true;
    }
    return false;
}

// Writes the absolute form of a path, of up to 2 * PATH_MAX bytes; whether there is one.
static bool make_absolute(char *absolute, const char *path) {
    absolute[0] = 0;
    if (path[0] != '/') {
        if (getcwd(absolute, PATH_MAX) == NULL) return false;
        strcat(absolute, "/");
    }
    strncat(absolute, path, PATH_MAX - 1);
    return true;
}

// Takes note of a call that is about to be made on a file, and on the path that it had before unless that is NULL.
// Returns the call's number, 0 if it does not count.
static long begin(const char *name, const char *path, const char *before) {
    const char *folder = getenv("KILL_POINT_FOLDER");
    if (folder == NULL || path == NULL) return 0;
    char absolute[2 * PATH_MAX], source[2 * PATH_MAX] = "";
    if (!make_absolute(absolute, path) || (before != NULL && !make_absolute(source, before))) return 0;
    size_t length = strlen(folder);
    if (strncmp(absolute, folder, length) != 0 || (absolute[length] != '/' && absolute[length] != 0)) return 0;
    const char *except = getenv("KILL_POINT_EXCEPT");
    if (except != NULL && contains_one_of(absolute, except)) return 0;

    long number = atomic_fetch_add(&calls, 1) + 1;
    const char *list = getenv("KILL_POINT_LIST");
    if (list != NULL) {
        int descriptor = (int)syscall(SYS_openat, AT_FDCWD, list, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        char line[4 * PATH_MAX + 64];
        int count = snprintf(line, sizeof line, "%s %s%s%s\n", name, absolute, before == NULL ? "" : " ", source);
        syscall(SYS_write, descriptor, line, (size_t)count);
        syscall(SYS_close, descriptor);
    }
    die_at("KILL_POINT_BEFORE", number);
    return number;
}

static void end(long number) {
    if (number != 0) die_at("KILL_POINT_AFTER", number);
}

static long begin_at_descriptor(const char *name, int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, sizeof path - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return begin(name, path, NULL);
}

// The same function of the C library.
#define NEXT(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

#define BY_DESCRIPTOR(type, name, parameters, arguments)      \
    type name parameters {                                    \
        long number = begin_at_descriptor(#name, descriptor); \
        type result = NEXT(name) arguments;                   \
        end(number);                                          \
        return result;                                        \
    }

#define BY_PATH(name, before, parameters, arguments) \
    int name parameters {                            \
        long number = begin(#name, path, before);    \
        int result = NEXT(name) arguments;           \
        end(number);                                 \
        return result;                               \
    }

BY_DESCRIPTOR(ssize_t, write, (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count))
BY_DESCRIPTOR(
    ssize_t, pwrite, (int descriptor, const void *bytes, size_t count, off_t at), (descriptor, bytes, count, at))
BY_DESCRIPTOR(
    ssize_t, pwrite64, (int descriptor, const void *bytes, size_t count, off64_t at), (descriptor, bytes, count, at))
BY_DESCRIPTOR(int, ftruncate, (int descriptor, off_t length), (descriptor, length))
BY_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t length), (descriptor, length))
BY_DESCRIPTOR(int, fsync, (int descriptor), (descriptor))
BY_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor))

BY_PATH(rename, from, (const char *from, const char *path), (from, path))
BY_PATH(link, from, (const char *from, const char *path), (from, path))
BY_PATH(unlink, NULL, (const char *path), (path))
BY_PATH(rmdir, NULL, (const char *path), (path))
BY_PATH(mkdir, NULL, (const char *path, mode_t mode), (path, mode))

#define OPENING(name)                                                             \
    int name(const char *path, int flags, ...) {                                  \
        va_list list;                                                             \
        va_start(list, flags);                                                    \
        mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;                 \
        va_end(list);                                                             \
        long number = flags & (O_CREAT | O_TRUNC) ? begin(#name, path, NULL) : 0; \
        int result = NEXT(name)(path, flags, mode);                               \
        end(number);                                                              \
        return result;                                                            \
    }

OPENING(open)
OPENING(open64)
