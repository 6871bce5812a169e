import Tensors

/// A dense layer, y = activation(x · W + b). Softmax is no part of it: the output of the last layer is the logits, and
/// ``SoftmaxCrossEntropy`` computes their softmax.
final class Dense: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let instructions: InstructionSet
    private let layerIndex: Int
    private let kernelOffset: Int
    private let biasOffset: Int
    private let activation: BiasActivation
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage?
    /// dW (in, out), with padded rows; nil if the rows need no padding, because dW is then computed in the flat vector
    /// itself.
    private let kernelGradient: FloatStorage?
    /// dyᵀ (out, samples) and dxᵀ (in, samples), with padded rows; empty if dx is not needed.
    private let transposedGradients: (output: FloatStorage, input: FloatStorage)
    private let sampleStride: Int
    private let biasSums: ChannelSums
    private var inputValues: UnsafePointer<Float>?

    init(
        _ options: LayerSpec.Dense, _ plan: LayerPlan, entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap,
        samples: Int, needsInputGradient: Bool, instructions: InstructionSet
    ) {
        self.input = input
        self.instructions = instructions
        layerIndex = plan.index
        output = FeatureMap(plan.output)
        kernelOffset = entries[entries.startIndex].offset
        biasOffset = entries[entries.startIndex + 1].offset
        activation = BiasActivation(map: output, isRectified: options.activation == .relu)
        outputValues = output.storage(samples: samples)
        inputGradient = needsInputGradient ? input.storage(samples: samples) : nil
        kernelGradient = output.isPacked ? nil : FloatStorage(count: input.channels * output.pixelStride)
        sampleStride = roundedUp(samples, to: ChannelGroup.scalarCount)
        transposedGradients = (
            FloatStorage(count: needsInputGradient ? output.channels * sampleStride : 0),
            FloatStorage(count: needsInputGradient ? input.channels * sampleStride : 0)
        )
        biasSums = ChannelSums(groups: output.groups)
    }

    /// The kernel W, a matrix (in, out) whose rows are padded to whole groups of channels.
    private func kernel(_ weights: PreparedWeights) -> UnsafePointer<Float> {
        output.isPacked ? weights.pointer + kernelOffset : weights.kernels(of: layerIndex)
    }

    // x (samples, in) · W (in, out) → y (samples, out)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        let y = outputValues.pointer
        instructions.multiply(
            rows: pass.samples, columns: output.pixelStride, inner: input.channels,
            .rows(values, stride: input.pixelStride), .rows(kernel(pass.weights), stride: output.pixelStride),
            into: y, rowStride: output.pixelStride)
        activation.forward(y, count: pass.samples, bias: pass.weights.pointer + biasOffset)
        return UnsafePointer(y)
    }

    // dW = xᵀ · dy, db = Σ dy over samples, dxᵀ = W · dyᵀ
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        biasSums.clear()
        activation.backward(
            gradient, output: UnsafePointer(outputValues.pointer), count: pass.samples, biasSums: biasSums.pointer)
        biasSums.write(to: pass.gradient + biasOffset)
        let target = pass.gradient + kernelOffset
        instructions.multiply(
            rows: input.channels, columns: output.pixelStride, inner: pass.samples,
            .transposed(inputValues, stride: input.pixelStride), .rows(gradient, stride: output.pixelStride),
            into: kernelGradient?.pointer ?? target, rowStride: output.pixelStride)
        if let kernelGradient {
            copyRows(
                kernelGradient.pointer, stride: output.pixelStride, to: target, stride: output.channels,
                rows: input.channels, columns: output.channels)
        }
        guard let inputGradient else { return nil }
        let (outputGradient, result) = (transposedGradients.output.pointer, transposedGradients.input.pointer)
        instructions.transpose(
            rows: pass.samples, columns: output.channels, gradient, stride: output.pixelStride, into: outputGradient,
            stride: sampleStride)
        instructions.multiply(
            rows: input.channels, columns: roundedUp(pass.samples, to: ChannelGroup.scalarCount),
            inner: output.channels,
            .rows(pass.weights.pointer + kernelOffset, stride: output.channels),
            .rows(outputGradient, stride: sampleStride), into: result, rowStride: sampleStride)
        instructions.transpose(
            rows: input.channels, columns: pass.samples, result, stride: sampleStride, into: inputGradient.pointer,
            stride: input.pixelStride)
        return inputGradient.pointer
    }
}
