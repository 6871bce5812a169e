#include <unistd.h>

/// Ends the process with a message on a processor without x86-64-v3, for which all of Chorus is compiled. It runs
/// before any instruction that such a processor lacks.
__attribute__((constructor(101), target("arch=x86-64"))) static void requireInstructions(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v3")) return;
    static const char text[] = "chorus: this processor lacks AVX2, FMA or another part of x86-64-v3, which Intel's "
                               "processors have from Haswell on and AMD's from Zen on\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(71);
    _exit(69);
}
