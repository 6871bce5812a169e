import CKernels
import Tensors

/// A batch normalization, the 2×2 pooling after it and the dropout after that, if there is one, in one pass over
/// memory.
///
/// It computes the same numbers as the three layers one by one, except that its sums of gradients skip the pixels
/// that are not the maximum of their square, whose gradient is zero. If the layer before is a convolution with
/// ReLU, the gradient for it is set to zero where the convolution's output is zero.
final class NormalizedPooling: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let statistics: ChannelStatistics
    private let mask: DropoutMask?
    private let rectifies: Bool
    /// Memory for the gradient of the input; nil if that gradient overwrites the input.
    private let inputGradient: FloatStorage?
    private let instructions: InstructionSet
    private let outputValues: FloatStorage
    /// For each output, the value of the input that it comes from.
    private let winners: FloatStorage
    /// For each output, the position of its input in the square: row · 2 + column, 4 where it was dropped.
    private let positions: UnsafeMutableRawBufferPointer
    private var inputValues: UnsafePointer<Float>?
    private var isActive = false

    init(
        _ options: LayerSpec.BatchNormalization, _ pooling: LayerPlan, mask: DropoutMask?, before: LayerPlan?,
        entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap, samples: Int, instructions: InstructionSet
    ) {
        self.input = input
        self.mask = mask
        // A convolution does not read its output in the backward pass, so the gradient may overwrite that output.
        // This layer applies the gradient of the convolution's ReLU.
        if case .conv2d(let options)? = before?.spec {
            rectifies = options.activation == .relu
            inputGradient = nil
        } else {
            rectifies = false
            inputGradient = input.storage(samples: samples)
        }
        self.instructions = instructions
        output = FeatureMap(pooling.output)
        statistics = ChannelStatistics(options, entries: entries, map: input)
        outputValues = output.storage(samples: samples)
        winners = output.storage(samples: samples)
        positions = .allocate(byteCount: samples * output.sampleStride, alignment: FloatStorage.alignment)
    }

    deinit {
        positions.deallocate()
    }

    /// The arguments of the C functions.
    private var pooling: CKNormalizedPooling {
        CKNormalizedPooling(
            height: input.height, width: input.width, channels: input.channels, stride: input.pixelStride,
            bits: isActive ? mask?.bits : nil, keepScale: isActive ? mask?.scale ?? 1 : 1,
            scale: statistics.scale.pointer, shift: statistics.shift.pointer, mean: statistics.mean.pointer,
            meanGradient: statistics.meanGradient.pointer, varianceFactor: statistics.varianceFactor.pointer,
            rectifies: rectifies)
    }

    private func positions(sample: Int) -> UnsafeMutablePointer<UInt8> {
        (positions.baseAddress! + sample * output.sampleStride).assumingMemoryBound(to: UInt8.self)
    }

    // x (samples, height, width, channels) → y (samples, height / 2, width / 2, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        isActive = mask?.draw(pass) ?? false
        statistics.prepare(values, pass)
        var pooling = pooling
        for sample in 0..<pass.samples {
            let offset = sample * output.sampleStride
            instructions.poolingForward(
                &pooling, values + sample * input.sampleStride, sample * output.shape.count,
                outputValues.pointer + offset, winners.pointer + offset, positions(sample: sample))
        }
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        var pooling = pooling
        statistics.gradientSums.clear()
        statistics.productSums.clear()
        instructions.poolingSums(
            &pooling, gradient, winners.pointer, positions(sample: 0), pass.samples * output.pixels,
            statistics.gradientSums.doubles, statistics.productSums.doubles)
        statistics.finish(pass)
        let inputGradient = inputGradient?.pointer ?? UnsafeMutablePointer(mutating: inputValues)
        for sample in 0..<pass.samples {
            let offset = sample * input.sampleStride
            instructions.poolingBackward(
                &pooling, inputValues + offset, gradient + sample * output.sampleStride, positions(sample: sample),
                inputGradient + offset)
        }
        return inputGradient
    }
}
