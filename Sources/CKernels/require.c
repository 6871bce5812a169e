#include <string.h>
#include <unistd.h>

/// Ends the process with a clear word, before any instruction that the processor does not have: all of Chorus is compiled
/// for x86-64-v3.
__attribute__((constructor(101), target("arch=x86-64"))) static void requireInstructions(void)
{
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return;
    static const char text[] = "chorus: this processor lacks AVX2, FMA or BMI2: chorus runs on x86-64-v3, that is on "
                               "Intel's processors from Haswell on and AMD's from Zen on\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(71);
    _exit(69);
}
