import Tensors

/// y = activation(x · W + b). The softmax of the last layer belongs to the loss: this layer's output are the logits.
final class Dense: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let kernelOffset: Int
    private let biasOffset: Int
    private let activation: BiasActivation
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage?
    private let biasSums: LaneSums
    private var inputValues: UnsafePointer<Float>?

    init(
        _ options: LayerSpec.Dense, _ plan: LayerPlan, entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap,
        samples: Int, needsInputGradient: Bool
    ) {
        self.input = input
        output = FeatureMap(plan.output)
        kernelOffset = entries[entries.startIndex].offset
        biasOffset = entries[entries.startIndex + 1].offset
        activation = BiasActivation(map: output, isRectified: options.activation == .relu)
        outputValues = output.storage(samples: samples)
        inputGradient = needsInputGradient ? input.storage(samples: samples) : nil
        biasSums = LaneSums(groups: output.groups)
    }

    // x (samples, in) · W (in, out) → y (samples, out)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        let y = outputValues.pointer
        LinearAlgebra.multiply(
            rows: pass.samples, columns: output.channels, inner: input.channels,
            a: values, leadingA: input.pixelStride,
            b: pass.weights + kernelOffset, leadingB: output.channels,
            into: y, leadingC: output.pixelStride)
        activation.forward(y, count: pass.samples, bias: pass.weights + biasOffset)
        return UnsafePointer(y)
    }

    // dW = xᵀ · dy, db = Σ dy over samples, dx = dy · Wᵀ
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        biasSums.clear()
        activation.backward(
            gradient, output: UnsafePointer(outputValues.pointer), count: pass.samples, biasSums: biasSums.pointer)
        biasSums.write(to: pass.gradient + biasOffset)
        LinearAlgebra.multiply(
            rows: input.channels, columns: output.channels, inner: pass.samples,
            a: inputValues, leadingA: input.pixelStride, transposeA: true,
            b: UnsafePointer(gradient), leadingB: output.pixelStride,
            into: pass.gradient + kernelOffset, leadingC: output.channels)
        guard let inputGradient else { return nil }
        LinearAlgebra.multiply(
            rows: pass.samples, columns: input.channels, inner: output.channels,
            a: UnsafePointer(gradient), leadingA: output.pixelStride,
            b: pass.weights + kernelOffset, leadingB: output.channels, transposeB: true,
            into: inputGradient.pointer, leadingC: input.pixelStride)
        return inputGradient.pointer
    }
}
