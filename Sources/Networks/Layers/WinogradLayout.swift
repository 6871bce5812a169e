import CKernels
import Tensors

/// The layout of a 3×3 convolution's kernel for Winograd's algorithm F(m×m, 3×3): it holds the transformed kernel U =
/// G·g·Gᵀ at n² points, where n = m + 2.
///
/// For each point the layout has a matrix (in, out) in panels, see ``RightFactor/panels(_:inner:)``. The transposes
/// (out, in) of all points follow, in the same order. Channels are padded with zeros to a multiple of sixteen. Source:
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
struct WinogradLayout: KernelLayout {
    /// The number of outputs on a side of a tile: m.
    let outputs: Int
    /// The numbers of input and output channels, without padding, as in the flat vector.
    let channels: (input: Int, output: Int)
    /// The numbers of input and output channels, padded to a multiple of sixteen.
    let padded: (input: Int, output: Int)

    init(outputs: Int, input: FeatureMap, output: FeatureMap) {
        self.outputs = outputs
        channels = (input.channels, output.channels)
        padded = (input.pixelStride, output.pixelStride)
    }

    /// The number of points on a side of a transformed tile: n.
    var side: Int { outputs + 2 }
    /// The number of points of a transformed tile: n².
    var points: Int { side * side }
    /// How many rows and columns of tiles cover an output map of this shape.
    func tiles(of shape: ImageShape) -> (down: Int, across: Int) {
        ((shape.height + outputs - 1) / outputs, (shape.width + outputs - 1) / outputs)
    }

    /// How many tiles cover `samples` output maps of this shape.
    func tiles(of shape: ImageShape, samples: Int) -> Int {
        let tiles = tiles(of: shape)
        return samples * tiles.down * tiles.across
    }

    /// How many of `count` tiles are computed at a time (a block). The block's transformed inputs and outputs take
    /// about 512 KiB, or as much memory as the transformed kernels if that is more. The result is `count` or a multiple
    /// of 12, because the inner loop of the matrix product takes 12 rows at a time with AVX-512, and 6 with AVX2.
    func tilesPerBlock(of count: Int) -> Int {
        let floats = max(131_072, points * padded.input * padded.output)
        return min(count, max(12, floats / (points * (padded.input + padded.output)) / 12 * 12))
    }

    /// The number of floats that the matrix of one point takes in panels, and the number that its transpose takes.
    private var pointCount: Int { padded.input * roundedUp(padded.output, to: RightFactor.panelWidth) }
    private var transposedCount: Int { padded.output * roundedUp(padded.input, to: RightFactor.panelWidth) }

    var count: Int { points * (pointCount + transposedCount) }
    var scratchCount: Int { 9 * (padded.input * padded.output) }

    func fill(
        _ target: UnsafeMutablePointer<Float>, from kernel: UnsafePointer<Float>, _ instructions: InstructionSet,
        scratch: UnsafeMutablePointer<Float>
    ) {
        // The padding of `target` is not written here: it is zero since the allocation.
        let transform = instructions.winograd(outputs: outputs)
        if channels != padded { scratch.update(repeating: 0, count: scratchCount) }
        for tap in 0..<9 {
            instructions.transpose(
                rows: channels.input, columns: channels.output,
                kernel + tap * channels.input * channels.output, stride: channels.output,
                into: scratch + tap * padded.input * padded.output, stride: padded.input)
        }
        fill(
            target + points * pointCount, pointCount: transposedCount, from: scratch, rows: channels.output,
            columns: padded.input, rowCount: padded.output, rowStride: padded.input,
            tapStride: padded.output * padded.input, transform)
        guard channels.output != padded.output else {
            fill(
                target, pointCount: pointCount, from: kernel, rows: channels.input, columns: padded.output,
                rowCount: padded.input, rowStride: channels.output, tapStride: channels.input * channels.output,
                transform)
            return
        }
        scratch.update(repeating: 0, count: scratchCount)
        for tap in 0..<9 {
            copyRows(
                kernel + tap * channels.input * channels.output, stride: channels.output,
                to: scratch + tap * padded.input * padded.output, stride: padded.output, rows: channels.input,
                columns: channels.output)
        }
        fill(
            target, pointCount: pointCount, from: scratch, rows: channels.input, columns: padded.output,
            rowCount: padded.input, rowStride: padded.output, tapStride: padded.input * padded.output, transform)
    }

    /// Transforms 3×3 kernels to U, and writes the matrix (rows, columns) of each point in panels of `rowCount` rows:
    /// see ``RightFactor/panels(_:inner:)``. Weight t (0…8) of the kernel at (row, column) is
    /// `taps[t * tapStride + row * rowStride + column]`.
    private func fill(
        _ target: UnsafeMutablePointer<Float>, pointCount: Int, from taps: UnsafePointer<Float>, rows: Int,
        columns: Int, rowCount: Int, rowStride: Int, tapStride: Int, _ transform: CKWinograd
    ) {
        let width = RightFactor.panelWidth
        for column in stride(from: 0, to: columns, by: width) {
            for row in 0..<rows {
                transform.kernel(
                    taps + row * rowStride + column, 3 * tapStride, tapStride,
                    target + column * rowCount + row * width, side * pointCount, pointCount,
                    min(width, columns - column))
            }
        }
    }

    /// The matrix (in, out) of a point, as the right side of a product.
    func kernel(_ kernels: UnsafePointer<Float>, point: Int) -> RightFactor {
        .panels(kernels + point * pointCount, inner: padded.input)
    }

    /// The transposed matrix (out, in) of a point, as the right side of a product.
    func transposedKernel(_ kernels: UnsafePointer<Float>, point: Int) -> RightFactor {
        .panels(kernels + points * pointCount + point * transposedCount, inner: padded.output)
    }
}
