#include <zmq.h>
/* Swift's Glibc module leaves it out, and Transport waits for it beside its sockets. */
#include <sys/eventfd.h>
