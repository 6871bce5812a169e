/* Swift's Glibc module leaves these out. */
#include <malloc.h>
#include <pthread.h>

extern int pthread_setattr_default_np(const pthread_attr_t *attributes);

/* Sets less memory aside: one heap for all threads, where each would have one, and stacks of this size for threads to come. */
static inline void set_little_memory_aside(size_t stack) {
    pthread_attr_t attributes;
    mallopt(M_ARENA_MAX, 1);
    if (pthread_attr_init(&attributes) != 0) return;
    if (pthread_attr_setstacksize(&attributes, stack) == 0) pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}
