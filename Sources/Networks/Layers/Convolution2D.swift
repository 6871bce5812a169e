import Tensors

/// A convolution, y = activation(x ∗ W + b) with stride 1, computed as a matrix product of patches and kernel.
///
/// The patches are laid out for a few output rows at a time (a tile), so that they stay in the second-level cache. The
/// size of a tile depends on the shapes alone, and tiles are computed in order, so that all sums are added in a fixed
/// order.
final class Convolution2D: Layer {
    /// The most floats that the patches of a tile should have: 512 KiB. A tile has one output row at least.
    private static let tileLimit = 131_072

    private let patchMatrix: PatchMatrix
    private let layout: PanelLayout
    private let instructions: InstructionSet
    private let layerIndex: Int
    private let kernelOffset: Int
    private let biasOffset: Int
    private let activation: BiasActivation
    private let rowsPerTile: Int
    private let patches: FloatStorage
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage?
    /// The kernel's gradient dW, a matrix (size · size · in, out) whose rows are padded to whole groups of channels.
    private let kernelGradient: FloatStorage
    private let biasSums: ChannelSums
    private var inputValues: UnsafePointer<Float>?

    private var input: FeatureMap { patchMatrix.input }
    private var output: FeatureMap { patchMatrix.output }

    init(
        _ options: LayerSpec.Conv2D, _ plan: LayerPlan, layout: PanelLayout,
        entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap, samples: Int, needsInputGradient: Bool,
        gradientIsRectified: Bool, instructions: InstructionSet
    ) {
        self.layout = layout
        self.instructions = instructions
        layerIndex = plan.index
        let output = FeatureMap(plan.output)
        patchMatrix = PatchMatrix(
            input: input, output: output, size: options.kernelSize,
            margin: options.padding == .same ? options.kernelSize / 2 : 0)
        kernelOffset = entries[entries.startIndex].offset
        biasOffset = entries[entries.startIndex + 1].offset
        activation = BiasActivation(
            map: output, isRectified: options.activation == .relu, gradientIsRectified: gradientIsRectified)
        let rowFloats = output.width * patchMatrix.patchStride
        rowsPerTile = max(1, Convolution2D.tileLimit / rowFloats)
        patches = FloatStorage(count: min(rowsPerTile, samples * output.height) * rowFloats)
        outputValues = output.storage(samples: samples)
        kernelGradient = FloatStorage(count: patchMatrix.inner * output.pixelStride)
        inputGradient = needsInputGradient ? input.storage(samples: samples) : nil
        biasSums = ChannelSums(groups: output.groups)
    }

    /// The tiles of `samples` samples, as ranges of output rows. Rows are numbered across all samples.
    private func tiles(_ samples: Int) -> some Sequence<Range<Int>> {
        let rows = samples * output.height
        return stride(from: 0, to: rows, by: rowsPerTile).lazy.map { [rowsPerTile] start in
            start..<min(start + rowsPerTile, rows)
        }
    }

    // x (samples, height, width, in), W (size, size, in, out), b (out) → y (samples, height, width, out)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        for rows in tiles(pass.samples) {
            let positions = rows.count * output.width
            let y = outputValues.pointer + rows.lowerBound * output.rowStride
            patchMatrix.gather(values, rows: rows, into: patches.pointer)
            instructions.multiply(
                rows: positions, columns: output.pixelStride, inner: patchMatrix.inner,
                .rows(patches.pointer, stride: patchMatrix.patchStride),
                layout.plain(pass.weights.kernels(of: layerIndex)), into: y, rowStride: output.pixelStride)
            activation.forward(y, count: positions, bias: pass.weights.pointer + biasOffset)
        }
        return UnsafePointer(outputValues.pointer)
    }

    // dW = patchesᵀ · dy, db = Σ dy over positions, dx of a pixel = its values in dy · Wᵀ, summed over all patches that
    // contain the pixel
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        biasSums.clear()
        for rows in tiles(pass.samples) {
            let positions = rows.count * output.width
            let offset = rows.lowerBound * output.rowStride
            let outputGradient = gradient + offset
            activation.backward(
                outputGradient, output: UnsafePointer(outputValues.pointer + offset), count: positions,
                biasSums: biasSums.pointer)
            patchMatrix.gather(inputValues, rows: rows, into: patches.pointer)
            instructions.multiply(
                rows: patchMatrix.inner, columns: output.pixelStride, inner: positions,
                .transposed(patches.pointer, stride: patchMatrix.patchStride),
                .rows(outputGradient, stride: output.pixelStride), into: kernelGradient.pointer,
                rowStride: output.pixelStride, adding: rows.lowerBound > 0)
            if let inputGradient {
                instructions.multiply(
                    rows: positions, columns: patchMatrix.patchStride, inner: output.channels,
                    .rows(outputGradient, stride: output.pixelStride),
                    layout.transposed(pass.weights.kernels(of: layerIndex)), into: patches.pointer,
                    rowStride: patchMatrix.patchStride)
                patchMatrix.scatterAdd(UnsafePointer(patches.pointer), rows: rows, into: inputGradient.pointer)
            }
        }
        copyRows(
            kernelGradient.pointer, stride: output.pixelStride, to: pass.gradient + kernelOffset,
            stride: output.channels, rows: patchMatrix.inner, columns: output.channels)
        biasSums.write(to: pass.gradient + biasOffset)
        return inputGradient?.pointer
    }
}
