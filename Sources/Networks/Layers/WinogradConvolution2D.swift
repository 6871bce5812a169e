import CKernels
import Tensors

/// A convolution, y = activation(x ∗ W + b) with a 3×3 kernel and stride 1, computed by Winograd's algorithm. Tiles of
/// the input are transformed to n² points, and each point takes one matrix product (tiles, in) · (in, out).
///
/// Names as in the paper that ``WinogradLayout`` cites: V is an input tile in transformed form, U the transformed
/// kernel, M = V · U at each point, and g a 3×3 kernel. ∂X is the gradient of the loss with respect to X.
///
/// Tiles are numbered in the order of samples, rows and columns. They are computed in blocks: a block is a number of
/// tiles, so small that their transforms stay in the second-level cache. A sum over channels or tiles is computed term
/// by term, in the order of channels or tiles. So no result depends on the size of a block.
final class WinogradConvolution2D: Layer {
    private let layout: WinogradLayout
    private let layerIndex: Int
    private let biasOffset: Int
    private let kernelOffset: Int
    private let activation: BiasActivation
    private let instructions: InstructionSet
    private let transform: CKWinograd
    private let input: FeatureMap
    private let output: FeatureMap
    private let margin: Int
    private let tiles: (down: Int, across: Int)
    private let tilesPerBlock: Int
    private let inputWindow: TileWindow
    private let outputWindow: TileWindow
    private let valueWindow: TileWindow
    /// V of all blocks: (blocks, points, tiles, in). The forward pass writes it, and the backward pass reads it.
    private let spreadInput: FloatStorage
    /// M of the present block in the forward pass, ∂M in the backward pass: (points, tiles, out).
    private let products: FloatStorage
    /// ∂V of the present block: (points, tiles, in); empty if ∂x is not needed.
    private let transformedInputGradient: FloatStorage
    /// ∂U, the gradient of the transformed kernel: (points, in, out).
    private let transformedKernelGradient: FloatStorage
    /// ∂g of one input channel: (taps, out), with padded rows. A tap is one of the nine positions in a 3×3 kernel.
    private let kernelRow: FloatStorage
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage?
    private let biasSums: ChannelSums

    init(
        _ options: LayerSpec.Conv2D, _ plan: LayerPlan, layout: WinogradLayout,
        entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap, samples: Int, needsInputGradient: Bool,
        gradientIsRectified: Bool, instructions: InstructionSet
    ) {
        self.layout = layout
        self.input = input
        self.instructions = instructions
        layerIndex = plan.index
        output = FeatureMap(plan.output)
        margin = options.padding == .same ? 1 : 0
        kernelOffset = entries[entries.startIndex].offset
        biasOffset = entries[entries.startIndex + 1].offset
        activation = BiasActivation(
            map: output, isRectified: options.activation == .relu, gradientIsRectified: gradientIsRectified)
        transform = instructions.winograd(outputs: layout.outputs)
        let outputs = layout.outputs
        tiles = layout.tiles(of: plan.output)
        let count = layout.tiles(of: plan.output, samples: samples)
        let (points, channels) = (layout.points, (input: input.pixelStride, output: output.pixelStride))
        tilesPerBlock = layout.tilesPerBlock(of: count)
        inputWindow = TileWindow(map: input, side: layout.side)
        outputWindow = TileWindow(map: output, side: outputs)
        valueWindow = TileWindow(map: output, side: outputs)
        spreadInput = FloatStorage(count: roundedUp(count, to: tilesPerBlock) * points * channels.input)
        products = FloatStorage(count: tilesPerBlock * points * channels.output)
        transformedInputGradient = FloatStorage(count: needsInputGradient ? tilesPerBlock * points * channels.input : 0)
        transformedKernelGradient = FloatStorage(count: points * channels.input * channels.output)
        kernelRow = FloatStorage(count: 9 * channels.output)
        outputValues = output.storage(samples: samples)
        inputGradient = needsInputGradient ? input.storage(samples: samples) : nil
        biasSums = ChannelSums(groups: output.groups)
    }

    /// Calls `body` for each block, with the numbers of the block's tiles and the memory for their V.
    private func forEachBlock(samples: Int, _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
        let count = samples * tiles.down * tiles.across
        for start in stride(from: 0, to: count, by: tilesPerBlock) {
            body(
                start..<min(start + tilesPerBlock, count),
                spreadInput.pointer + start * layout.points * input.pixelStride)
        }
    }

    /// Calls `body` with each tile's index in the block, its sample, and the row and column of its first output.
    @inline(__always)
    private func forEachTile(_ block: Range<Int>, _ body: (_ index: Int, _ sample: Int, _ y: Int, _ x: Int) -> Void) {
        var (row, column) = block.lowerBound.quotientAndRemainder(dividingBy: tiles.across)
        for index in 0..<block.count {
            let (sample, down) = row.quotientAndRemainder(dividingBy: tiles.down)
            body(index, sample, down * layout.outputs, column * layout.outputs)
            column += 1
            if column == tiles.across { (row, column) = (row + 1, 0) }
        }
    }

    // x (samples, height, width, in), W (3, 3, in, out), b (out) → y (samples, height, width, out)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        let (inputs, outputs, side) = (input.pixelStride, output.pixelStride, layout.side)
        let matrices = pass.weights.kernels(of: layerIndex)
        let bias = pass.weights.pointer + biasOffset
        let (inputPoint, outputPoint) = (tilesPerBlock * inputs, tilesPerBlock * outputs)
        forEachBlock(samples: pass.samples) { block, spread in
            forEachTile(block) { index, sample, y, x in
                inputWindow.read(values + sample * input.sampleStride, y: y - margin, x: x - margin) { pixels in
                    transform.input(
                        pixels.pointer, pixels.rowStride, pixels.pixelStride, spread + index * inputs,
                        side * inputPoint, inputPoint, inputs)
                }
            }
            for point in 0..<layout.points {
                instructions.multiply(
                    rows: block.count, columns: outputs, inner: inputs,
                    .rows(spread + point * inputPoint, stride: inputs), layout.kernel(matrices, point: point),
                    into: products.pointer + point * outputPoint, rowStride: outputs)
            }
            forEachTile(block) { index, sample, y, x in
                outputWindow.write(outputValues.pointer + sample * output.sampleStride, y: y, x: x) { pixels in
                    transform.output(
                        products.pointer + index * outputs, side * outputPoint, outputPoint, pixels.pointer,
                        pixels.rowStride, pixels.pixelStride, outputs, bias, activation.floor[0])
                }
            }
        }
        return UnsafePointer(outputValues.pointer)
    }

    // ∂M = A·∂y·Aᵀ for each tile, where A is the paper's matrix for outputs.
    // ∂U = Vᵀ · ∂M and ∂V = ∂M · Uᵀ at each point; ∂b = Σ ∂y.
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        let (inputs, outputs, side) = (input.pixelStride, output.pixelStride, layout.side)
        let matrices = pass.weights.kernels(of: layerIndex)
        let (inputPoint, outputPoint) = (tilesPerBlock * inputs, tilesPerBlock * outputs)
        biasSums.clear()
        inputGradient?.pointer.update(repeating: 0, count: pass.samples * input.sampleStride)
        forEachBlock(samples: pass.samples) { block, spread in
            forEachTile(block) { index, sample, y, x in
                let offset = sample * output.sampleStride
                outputWindow.read(gradient + offset, y: y, x: x) { outputGradient in
                    func transformed(_ values: UnsafePointer<Float>?) {
                        transform.outputGradient(
                            outputGradient.pointer, values, outputGradient.rowStride, outputGradient.pixelStride,
                            products.pointer + index * outputs, side * outputPoint, outputPoint, outputs,
                            biasSums.doubles)
                    }
                    guard activation.masksGradient else { return transformed(nil) }
                    valueWindow.read(outputValues.pointer + offset, y: y, x: x) { transformed($0.pointer) }
                }
            }
            for point in 0..<layout.points {
                let outputGradient = UnsafePointer(products.pointer + point * outputPoint)
                instructions.multiply(
                    rows: inputs, columns: outputs, inner: block.count,
                    .transposed(spread + point * inputPoint, stride: inputs), .rows(outputGradient, stride: outputs),
                    into: transformedKernelGradient.pointer + point * inputs * outputs, rowStride: outputs,
                    adding: block.lowerBound > 0)
                if inputGradient != nil {
                    instructions.multiply(
                        rows: block.count, columns: inputs, inner: outputs, .rows(outputGradient, stride: outputs),
                        layout.transposedKernel(matrices, point: point),
                        into: transformedInputGradient.pointer + point * inputPoint, rowStride: inputs)
                }
            }
            guard let inputGradient else { return }
            forEachTile(block) { index, sample, y, x in
                inputWindow.add(
                    inputGradient.pointer + sample * input.sampleStride, y: y - margin, x: x - margin
                ) { pixels in
                    transform.inputGradient(
                        transformedInputGradient.pointer + index * inputs, side * inputPoint, inputPoint,
                        pixels.pointer,
                        pixels.rowStride, pixels.pixelStride, inputs)
                }
            }
        }
        biasSums.write(to: pass.gradient + biasOffset)
        writeKernelGradient(to: pass.gradient + kernelOffset)
        return inputGradient?.pointer
    }

    /// Transforms ∂U back to ∂W (3, 3, in, out), and writes that to `target`.
    private func writeKernelGradient(to target: UnsafeMutablePointer<Float>) {
        let (inputs, outputs) = (input.pixelStride, output.pixelStride)
        let point = inputs * outputs
        let isPacked = output.isPacked
        let tap = isPacked ? input.channels * outputs : outputs
        for row in 0..<input.channels {
            transform.kernelGradient(
                transformedKernelGradient.pointer + row * outputs, layout.side * point, point,
                isPacked ? target + row * outputs : kernelRow.pointer, 3 * tap, tap, outputs)
            guard !isPacked else { continue }
            copyRows(
                kernelRow.pointer, stride: outputs, to: target + row * output.channels,
                stride: input.channels * output.channels, rows: 9, columns: output.channels)
        }
    }
}
