import CKernels
import Tensors

/// A batch normalization, the 2×2 pooling after it and the dropout after that, if there is one, in one pass over memory.
///
/// The very numbers of the three layers one by one; only the sums over slopes leave out the zeros of pixels that are no
/// maximum. What goes back to a layer that ends with ReLU is zero where its output is.
final class NormalizedPooling: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let statistics: ChannelStatistics
    private let mask: DropoutMask?
    private let rectifies: Bool
    /// nil: the gradient takes the place of the input.
    private let inputGradient: FloatStorage?
    private let kernels: KernelSet
    private let outputValues: FloatStorage
    /// For each output, the input that it comes from.
    private let winners: FloatStorage
    /// For each output, the place of its input in the square: row · 2 + column, 4 where it was dropped.
    private let places: UnsafeMutableRawBufferPointer
    private var inputValues: UnsafePointer<Float>?
    private var isActive = false

    init(
        _ options: LayerSpec.BatchNormalization, _ pooling: LayerPlan, mask: DropoutMask?, before: LayerPlan?,
        entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap, samples: Int, kernels: KernelSet
    ) {
        self.input = input
        self.mask = mask
        // A convolution does not look at its output again: what its ReLU has zeroed is zeroed here.
        if case .conv2d(let options)? = before?.spec {
            rectifies = options.activation == .relu
            inputGradient = nil
        } else {
            rectifies = false
            inputGradient = input.storage(samples: samples)
        }
        self.kernels = kernels
        output = FeatureMap(pooling.output)
        statistics = ChannelStatistics(options, entries: entries, map: input)
        outputValues = output.storage(samples: samples)
        winners = output.storage(samples: samples)
        places = .allocate(byteCount: samples * output.sampleStride, alignment: FloatStorage.alignment)
    }

    deinit {
        places.deallocate()
    }

    /// What the loops need to know.
    private var pool: CKNormalizedPool {
        CKNormalizedPool(
            height: input.height, width: input.width, channels: input.channels, stride: input.pixelStride,
            bits: isActive ? mask?.bits : nil, keepScale: isActive ? mask?.scale ?? 1 : 1,
            scale: statistics.scale.pointer, shift: statistics.shift.pointer, mean: statistics.mean.pointer,
            meanSlope: statistics.meanSlope.pointer, trend: statistics.trend.pointer,
            rectifies: rectifies)
    }

    private func places(sample: Int) -> UnsafeMutablePointer<UInt8> {
        (places.baseAddress! + sample * output.sampleStride).assumingMemoryBound(to: UInt8.self)
    }

    // x (samples, height, width, channels) → y (samples, height / 2, width / 2, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        isActive = mask?.draw(pass) ?? false
        statistics.prepare(values, pass)
        var pool = pool
        for sample in 0..<pass.samples {
            let offset = sample * output.sampleStride
            kernels.poolForward(
                &pool, values + sample * input.sampleStride, sample * output.shape.count,
                outputValues.pointer + offset, winners.pointer + offset, places(sample: sample))
        }
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        var pool = pool
        statistics.slopeSums.clear()
        statistics.productSums.clear()
        kernels.poolSums(
            &pool, gradient, winners.pointer, places(sample: 0), pass.samples * output.pixels,
            statistics.slopeSums.doubles, statistics.productSums.doubles)
        statistics.finish(pass)
        let inputGradient = inputGradient?.pointer ?? UnsafeMutablePointer(mutating: inputValues)
        for sample in 0..<pass.samples {
            let offset = sample * input.sampleStride
            kernels.poolBackward(
                &pool, inputValues + offset, gradient + sample * output.sampleStride, places(sample: sample),
                inputGradient + offset)
        }
        return inputGradient
    }
}
