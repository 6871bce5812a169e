#define NAME "AVX2"
#define SET CKFunctionsAVX2
#define LANES 8
// Of sixteen registers: twelve sums, two factors, and one for the repeated factor.
#define ROWS 6
#define COLUMNS 16
#define INTERLEAVED_LOWER 0, 8, 1, 9, 2, 10, 3, 11
#define INTERLEAVED_UPPER 4, 12, 5, 13, 6, 14, 7, 15
#include "kernels.inc"
