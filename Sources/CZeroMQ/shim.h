#include <zmq.h>
/* Not in Swift's Glibc module: event descriptors to wait for beside sockets, and memory files to share with workers. */
#include <linux/memfd.h>
#include <sys/eventfd.h>
#include <sys/types.h>
#include <unistd.h>

extern int memfd_create(const char *name, unsigned flags);
extern int fcntl(int file, int command, ...);

/* A file in memory with a fixed size; -1 and errno if it cannot be created. */
static inline int memory_file(const char *name, off_t size) {
    enum { add_seals = 1024 + 9, seal_seals = 1, seal_shrinking = 2, seal_growing = 4 };
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    if (ftruncate(file, size) == 0 && fcntl(file, add_seals, seal_seals | seal_shrinking | seal_growing) == 0)
        return file;
    close(file);
    return -1;
}
