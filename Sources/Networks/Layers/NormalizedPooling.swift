import CKernels
import Tensors

/// Three layers of a model in one pass over memory: a batch normalization, the 2×2 pooling after it, and the dropout
/// after the pooling, if there is one.
///
/// It computes the same numbers as the three layers one by one, with one exception: its sums of gradients leave out the
/// pixels that are not the maximum of their square, since the gradient there is zero. So these sums may be rounded
/// differently. If the layer before is a convolution with ReLU, this layer also applies the gradient of that ReLU: it
/// sets the input's gradient to zero where the convolution's output is zero.
final class NormalizedPooling: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let statistics: ChannelStatistics
    private let mask: DropoutMask?
    private let rectifies: Bool
    /// Memory for the gradient of the input; nil if the gradient overwrites the input itself.
    private let inputGradient: FloatStorage?
    private let instructions: InstructionSet
    private let outputValues: FloatStorage
    /// For each output, the input value that it was computed from: the one in its 2×2 square whose normalized value is
    /// the maximum.
    private let winners: FloatStorage
    /// For each output, where in its 2×2 square that input value is: row · 2 + column, or 4 if dropout has set the
    /// output to zero.
    private let positions: UnsafeMutableRawBufferPointer
    private var inputValues: UnsafePointer<Float>?
    private var isActive = false

    init(
        _ options: LayerSpec.BatchNormalization, _ pooling: LayerPlan, mask: DropoutMask?, before: LayerPlan?,
        entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap, samples: Int, instructions: InstructionSet
    ) {
        self.input = input
        self.mask = mask
        // This layer applies the gradient of the ReLU of a convolution before it. So the convolution does not read its
        // own output in the backward pass, and the gradient may overwrite that output, which is the input here.
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

    /// The arguments of the functions in C for the present pass.
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
