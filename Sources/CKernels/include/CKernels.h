#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The inner loops that need vector instructions chosen at run time. All are in float32 with fused multiply-adds where the
/// source says so and nowhere else; every sum is in a fixed order, lane by lane. So AVX2 and AVX-512 give the same bits.
///
/// Unless they say otherwise, operands start at multiples of 64 bytes, and columns and channels come in multiples of
/// sixteen. Strides are in floats.

/// c[m][n] = Σₖ a[m][k]·b[k][n], or c[m][n] + Σₖ …: for each element one chain of fused multiply-adds in the order of k.
///
/// a[m][k] lies at a[m·aRow + k·aInner]. Of b, 32 columns make a panel; b[k][n] lies at
/// b[n/32·bPanel + k·bRow + n%32]. c[m][n] lies at c[m·cRow + n].
typedef void CKMultiply(
    size_t rows, size_t columns, size_t inner, const float *a, size_t aRow, size_t aInner, const float *b,
    size_t bPanel, size_t bRow, float *c, size_t cRow, _Bool adds);

/// Y = P·X·Pᵀ for a square of pixels, channel by channel. X[i][j] of channel c lies at source[i·sourceRow +
/// j·sourceColumn + c], Y[i][j] at target[i·targetRow + j·targetColumn + c].
typedef void CKTransform(
    const float *source, size_t sourceRow, size_t sourceColumn, float *target, size_t targetRow, size_t targetColumn,
    size_t channels);

/// As ``CKTransform``, and then max(floor, Y + bias), of one bias and one floor a channel.
typedef void CKBiasedTransform(
    const float *source, size_t sourceRow, size_t sourceColumn, float *target, size_t targetRow, size_t targetColumn,
    size_t channels, const float *bias, float floor);

/// As ``CKTransform`` of ∂y, which is first set to zero where the output y, which lies like ∂y, is not above zero; unless y
/// is NULL. The sum of each channel's ∂y is added to its double in `sums`.
typedef void CKRectifiedTransform(
    const float *source, const float *y, size_t sourceRow, size_t sourceColumn, float *target, size_t targetRow,
    size_t targetColumn, size_t channels, double *sums);

/// The transforms of Winograd's convolution F(m×m, 3×3), with n = m + 2. A tile of m×m outputs y of an input x, n×n, and a
/// kernel g, 3×3, is y = Aᵀ·[(G·g·Gᵀ) ∘ (Bᵀ·x·B)]·A. The gradients are those of exactly this.
typedef struct {
    /// V = Bᵀ·x·B, n×n from n×n.
    CKTransform *input;
    /// U = G·g·Gᵀ, n×n from 3×3.
    CKTransform *kernel;
    /// y = max(floor, Aᵀ·M·A + bias), m×m from n×n.
    CKBiasedTransform *output;
    /// ∂/∂M = A·∂y·Aᵀ, n×n from m×m.
    CKRectifiedTransform *outputGradient;
    /// ∂x = ∂x + B·∂V·Bᵀ, n×n from n×n.
    CKTransform *inputGradient;
    /// ∂g = Gᵀ·∂U·G, 3×3 from n×n.
    CKTransform *kernelGradient;
} CKWinograd;

/// The bits of a dropout mask, the first in the lowest place: 1 where a word of a Philox stream is at least `threshold`.
/// Words are numbered as `RandomStream` does; `counter` and `key` are the stream's. Writes whole words for `count` bits.
typedef void CKKeepBits(
    const uint32_t counter[4], const uint32_t key[2], uint32_t threshold, size_t count, uint32_t *bits);

/// y = x · scale where a bit is 1, else 0. A pixel has `channels` bits, and its values lie `stride` floats after those of
/// the pixel before. x and y may be the same. Bits are followed by four bytes that may be read.
typedef void CKDrop(
    const float *x, const uint32_t *bits, float scale, size_t pixels, size_t channels, size_t stride, float *y);

/// A batch normalization, the maximum of each 2×2 square, and dropout: z = x · scale + shift, y = max z · keepScale.
typedef struct {
    /// Of a sample of x. Rows and columns that fill no square are dropped.
    size_t height, width;
    /// Of a pixel: channels, and the floats that they take.
    size_t channels, stride;
    /// What is dropped, a bit a channel of an output; NULL for nothing.
    const uint32_t *bits;
    float keepScale;
    /// A float a channel.
    const float *scale, *shift;
    /// The batch's mean, and for the way back: ∂x = ∂z · scale − meanSlope − (x − mean) · trend.
    const float *mean, *meanSlope, *trend;
    /// Whether ∂x is zero where x is not above zero.
    _Bool rectifies;
} CKNormalizedPool;

/// The outputs y of one sample, the first of whose bits is `bit`; the x that each comes from, and its place in the square:
/// the first of equals in row-major order, 4 where it was dropped.
typedef void CKPoolForward(
    const CKNormalizedPool *pool, const float *x, size_t bit, float *y, float *winners, uint8_t *places);

/// Adds Σ ∂z and Σ ∂z·(x − mean) over `outputs` outputs to a double each a channel: 32 outputs in float32, those in double.
typedef void CKPoolSums(
    const CKNormalizedPool *pool, const float *slopes, const float *winners, const uint8_t *places, size_t outputs,
    double *sums, double *products);

/// ∂x of one sample, which may take the place of x.
typedef void CKPoolBackward(
    const CKNormalizedPool *pool, const float *x, const float *slopes, const uint8_t *places, float *result);

/// Adds, to a double for each tap and channel, Σ slope · pixel over a row of outputs, summed in float32: the slope of
/// output x and channel c lies at slopes[x · stride + c], its pixel of tap t at pixels[offsets[t] + x · step], and the sum
/// at sums[t · stride + c]. Taps come in multiples of ten.
typedef void CKTapGradients(
    const float *pixels, size_t step, const ptrdiff_t *offsets, size_t taps, const float *slopes, size_t outputs,
    size_t stride, double *sums);

/// target[column · targetStride + row] = source[row · sourceStride + column], of any alignment.
typedef void CKTranspose(
    size_t rows, size_t columns, const float *source, size_t sourceStride, float *target, size_t targetStride);

/// The loops for one set of instructions.
typedef struct {
    /// The instructions, for instance `AVX2`.
    const char *name;
    CKMultiply *multiply;
    /// By the outputs on a tile's side, less two: F(2×2, 3×3) to F(4×4, 3×3).
    CKWinograd winograd[3];
    CKKeepBits *keepBits;
    CKDrop *drop;
    CKPoolForward *poolForward;
    CKPoolSums *poolSums;
    CKPoolBackward *poolBackward;
    CKTapGradients *tapGradients;
    CKTranspose *transpose;
} CKKernels;

/// AVX2 and FMA, which every x86-64-v3 processor has.
extern const CKKernels *const CKKernelsAVX2;
/// AVX-512 F and VL.
extern const CKKernels *const CKKernelsAVX512;

/// Whether this processor, and its system, have AVX-512 F and VL.
_Bool CKHasAVX512(void);

#endif
