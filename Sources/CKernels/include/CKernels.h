#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The inner loops whose vector instructions are chosen at run time. They compute in float32, with fused multiply-adds
/// only where the source says so, and add in a fixed order in each lane. So AVX2 and AVX-512 give the same bits.
///
/// Unless they say otherwise, operands start at multiples of 64 bytes, and columns and channels come in multiples of
/// sixteen. Strides are in floats.

/// c[m][n] = Σₖ a[m][k]·b[k][n], or c[m][n] + Σₖ …: for each element one chain of fused multiply-adds in the order of
/// k.
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

/// ``CKTransform``, then max(floor, Y + bias) with one bias for each channel.
typedef void CKBiasedTransform(
    const float *source, size_t sourceRow, size_t sourceColumn, float *target, size_t targetRow, size_t targetColumn,
    size_t channels, const float *bias, float floor);

/// ``CKTransform`` of ∂y. First ∂y is set to zero where the output y is not above zero, unless y is NULL; y has the
/// layout of ∂y. The sum of each channel's ∂y is added to its double in `sums`.
typedef void CKRectifiedTransform(
    const float *source, const float *y, size_t sourceRow, size_t sourceColumn, float *target, size_t targetRow,
    size_t targetColumn, size_t channels, double *sums);

/// The transforms of Winograd's convolution F(m×m, 3×3), with n = m + 2. A tile of m×m outputs y of an input x, n×n,
/// and a kernel g, 3×3, is y = Aᵀ·[(G·g·Gᵀ) ∘ (Bᵀ·x·B)]·A. The gradients are those of exactly this.
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

/// The bits of a dropout mask, from the lowest bit on: 1 where a word of a Philox stream is at least `threshold`. Words
/// are numbered as `RandomStream` does; `counter` and `key` are the stream's. Writes whole words for `count` bits.
typedef void CKKeepBits(
    const uint32_t counter[4], const uint32_t key[2], uint32_t threshold, size_t count, uint32_t *bits);

/// y = x · scale where a bit is 1, else 0. A pixel has `channels` bits; pixels lie `stride` floats apart. x and y may
/// be the same. Four bytes after the bits must be readable.
typedef void CKDrop(
    const float *x, const uint32_t *bits, float scale, size_t pixels, size_t channels, size_t stride, float *y);

/// A batch normalization, the maximum of each 2×2 square, and dropout: z = x · scale + shift, y = max z · keepScale.
typedef struct {
    /// Size of a sample of x. An odd last row or column is left out.
    size_t height, width;
    /// Channels of a pixel, and floats from one pixel to the next.
    size_t channels, stride;
    /// The dropout mask, a bit for each output value; NULL for no dropout.
    const uint32_t *bits;
    float keepScale;
    /// One float for each channel.
    const float *scale, *shift;
    /// The batch's mean, and for the backward pass: ∂x = ∂z · scale − meanGradient − (x − mean) · varianceFactor.
    const float *mean, *meanGradient, *varianceFactor;
    /// Whether ∂x is zero where x is not above zero.
    _Bool rectifies;
} CKNormalizedPooling;

/// The outputs y of one sample; its bits start at `bit`. For each output also the x that it comes from, and the
/// position of that x in the square: the first of equals in row-major order, 4 where it was dropped.
typedef void CKPoolingForward(
    const CKNormalizedPooling *pooling, const float *x, size_t bit, float *y, float *winners, uint8_t *positions);

/// Adds Σ ∂z and Σ ∂z·(x − mean) over `outputs` outputs to one double each for a channel. Blocks of 32 outputs are
/// added in float32, the blocks in double precision.
typedef void CKPoolingSums(
    const CKNormalizedPooling *pooling, const float *outputGradient, const float *winners, const uint8_t *positions,
    size_t outputs, double *sums, double *products);

/// ∂x of one sample; `result` may be x.
typedef void CKPoolingBackward(
    const CKNormalizedPooling *pooling, const float *x, const float *outputGradient, const uint8_t *positions,
    float *result);

/// The gradient of a kernel's taps from one row of outputs: adds Σ gradient · pixel, summed in float32, to a double for
/// each tap and channel. The gradient of output x and channel c is outputGradient[x · stride + c], its pixel of tap t
/// is pixels[offsets[t] + x · step], the sum is sums[t · stride + c]. The number of taps is a multiple of ten.
typedef void CKTapGradients(
    const float *pixels, size_t step, const ptrdiff_t *offsets, size_t taps, const float *outputGradient,
    size_t outputs, size_t stride, double *sums);

/// target[column · targetStride + row] = source[row · sourceStride + column], of any alignment.
typedef void CKTranspose(
    size_t rows, size_t columns, const float *source, size_t sourceStride, float *target, size_t targetStride);

/// The functions for one set of instructions.
typedef struct {
    /// Name of the instruction set, for instance `AVX2`.
    const char *name;
    CKMultiply *multiply;
    /// F(2×2, 3×3), F(3×3, 3×3) and F(4×4, 3×3).
    CKWinograd winograd[3];
    CKKeepBits *keepBits;
    CKDrop *drop;
    CKPoolingForward *poolingForward;
    CKPoolingSums *poolingSums;
    CKPoolingBackward *poolingBackward;
    CKTapGradients *tapGradients;
    CKTranspose *transpose;
} CKFunctions;

/// AVX2 and FMA, which every x86-64-v3 processor has.
extern const CKFunctions *const CKFunctionsAVX2;
/// AVX-512 F and VL.
extern const CKFunctions *const CKFunctionsAVX512;

/// Whether this processor, and its system, have AVX-512 F and VL.
_Bool CKHasAVX512(void);

#endif
