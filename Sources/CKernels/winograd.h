#ifndef WINOGRAD_H
#define WINOGRAD_H

// The matrices Aᵀ (output), G (kernel) and Bᵀ (input) of F(m, 3), by Toom and Cook's construction at m + 1 points and
// infinity. Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016. Of several sets of
// points that make Aᵀ and Bᵀ exact in float32, these have the smallest errors. Tests/NetworksTests compares them with
// the plain convolution.

// Points 0, 1, −1, ∞.
static const float inputMatrix2[4][4] = {
    {-1, 0, 1, 0},
    {0, 1, 1, 0},
    {0, -1, 1, 0},
    {0, -1, 0, 1},
};
static const float kernelMatrix2[4][3] = {
    {-1, 0, 0},
    {1.f / 2, 1.f / 2, 1.f / 2},
    {1.f / 2, -1.f / 2, 1.f / 2},
    {0, 0, 1},
};
static const float outputMatrix2[2][4] = {
    {1, 1, 1, 0},
    {0, 1, -1, 1},
};

// Points 0, 1, −1/2, −2, ∞.
static const float inputMatrix3[5][5] = {
    {-1, -3.f / 2, 3.f / 2, 1, 0},
    {0, 1, 5.f / 2, 1, 0},
    {0, -2, 1, 1, 0},
    {0, -1.f / 2, -1.f / 2, 1, 0},
    {0, -1, -3.f / 2, 3.f / 2, 1},
};
static const float kernelMatrix3[5][3] = {
    {-1, 0, 0},
    {2.f / 9, 2.f / 9, 2.f / 9},
    {8.f / 9, -4.f / 9, 2.f / 9},
    {-1.f / 9, 2.f / 9, -4.f / 9},
    {0, 0, 1},
};
static const float outputMatrix3[3][5] = {
    {1, 1, 1, 1, 0},
    {0, 1, -1.f / 2, -2, 0},
    {0, 1, 1.f / 4, 4, 1},
};

// Points 0, 3/4, −3/4, 3/2, −3/2, ∞.
static const float inputMatrix4[6][6] = {
    {81.f / 64, 0, -45.f / 16, 0, 1, 0},
    {0, -27.f / 16, -9.f / 4, 3.f / 4, 1, 0},
    {0, 27.f / 16, -9.f / 4, -3.f / 4, 1, 0},
    {0, -27.f / 32, -9.f / 16, 3.f / 2, 1, 0},
    {0, 27.f / 32, -9.f / 16, -3.f / 2, 1, 0},
    {0, 81.f / 64, 0, -45.f / 16, 0, 1},
};
static const float kernelMatrix4[6][3] = {
    {64.f / 81, 0, 0},
    {-128.f / 243, -32.f / 81, -8.f / 27},
    {-128.f / 243, 32.f / 81, -8.f / 27},
    {32.f / 243, 16.f / 81, 8.f / 27},
    {32.f / 243, -16.f / 81, 8.f / 27},
    {0, 0, 1},
};
static const float outputMatrix4[4][6] = {
    {1, 1, 1, 1, 1, 0},
    {0, 3.f / 4, -3.f / 4, 3.f / 2, -3.f / 2, 0},
    {0, 9.f / 16, 9.f / 16, 9.f / 4, 9.f / 4, 0},
    {0, 27.f / 64, -27.f / 64, 27.f / 8, -27.f / 8, 1},
};

#endif
