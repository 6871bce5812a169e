#define NAME "AVX2"
#define KERNELS CKKernelsAVX2
#define LANES 8
// Twelve sums, two factors and one to spare of sixteen registers.
#define ROWS 6
#define COLUMNS 16
#include "kernels.inc"
