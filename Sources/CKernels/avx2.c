#define NAME "AVX2"
#define KERNELS CKKernelsAVX2
#define LANES 8
// Twelve sums, two factors and one to spare of sixteen registers.
#define ROWS 6
#define COLUMNS 16
#define LOWER_BY_TURNS 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER_BY_TURNS 4, 12, 5, 13, 6, 14, 7, 15
#include "kernels.inc"
