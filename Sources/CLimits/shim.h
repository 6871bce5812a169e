/* Not in Swift's Glibc module. */
#include <malloc.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

extern int pthread_setattr_default_np(const pthread_attr_t *attributes);

/* Reserves less memory: one heap for all threads instead of one for each, and stacks of this size for new threads. */
static inline void set_little_memory_aside(size_t stack) {
    pthread_attr_t attributes;
    mallopt(M_ARENA_MAX, 1);
    if (pthread_attr_init(&attributes) != 0) return;
    if (pthread_attr_setstacksize(&attributes, stack) == 0) pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

/* The cores on which a thread may run, a bit each. <sched.h> has functions for it with _GNU_SOURCE only. */
typedef struct {
    unsigned long words[16];
} core_set;

/* Pins the calling thread to its present core, and returns its previous cores in `before`. 0, or −1 with errno set. */
static inline int stay_on_this_core(core_set *before) {
    const unsigned long bits = 8 * sizeof(unsigned long);
    unsigned core;
    core_set only = {{0}};
    if (syscall(SYS_getcpu, &core, NULL, NULL) != 0) return -1;
    if (syscall(SYS_sched_getaffinity, 0, sizeof *before, before) < 0) return -1;
    only.words[core / bits] = 1ul << core % bits;
    return (int)syscall(SYS_sched_setaffinity, 0, sizeof only, &only);
}

/* Lets the calling thread run on its previous cores again. */
static inline void leave_this_core(const core_set *before) {
    syscall(SYS_sched_setaffinity, 0, sizeof *before, before);
}
