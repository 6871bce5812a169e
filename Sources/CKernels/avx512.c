#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

_Bool CKHasAVX512(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl"), min_vector_width(512))), apply_to = function)
#define NAME "AVX-512"
#define SET CKFunctionsAVX512
#define LANES 16
// Of thirty-two registers: twenty-four sums, two factors, and one for the repeated factor.
#define ROWS 12
#define COLUMNS 32
#define INTERLEAVED_LOWER 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define INTERLEAVED_UPPER 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#include "kernels.inc"
#pragma clang attribute pop
