import Tensors

/// Batch normalization of each channel. ``ChannelStatistics`` has the formulas.
final class BatchNormalization: Layer {
    private let map: FeatureMap
    private let statistics: ChannelStatistics
    private let outputValues: FloatStorage
    private var inputValues: UnsafePointer<Float>?

    init(
        _ options: LayerSpec.BatchNormalization, entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap,
        samples: Int
    ) {
        map = input
        statistics = ChannelStatistics(options, entries: entries, map: input)
        outputValues = input.storage(samples: samples)
    }

    // x, y (samples, height, width, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        statistics.prepare(values, pass)
        let (scale, shift, y) = (statistics.scale.pointer, statistics.shift.pointer, outputValues.pointer)
        map.forEachBlock(pixels: pass.samples * map.pixels) { channel, offset, count, pixelStride in
            let (factor, addend) = (scale.group(at: channel), shift.group(at: channel))
            var offset = offset
            for _ in 0..<count {
                y.store(values.group(at: offset) * factor + addend, offset)
                offset += pixelStride
            }
        }
        return UnsafePointer(y)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        let pixels = pass.samples * map.pixels
        sumGradients(gradient, inputValues, pixels: pixels)
        statistics.finish(pass)
        let (scale, mean) = (statistics.scale.pointer, statistics.mean.pointer)
        let (meanGradient, varianceFactor) = (statistics.meanGradient.pointer, statistics.varianceFactor.pointer)
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let (factor, center) = (scale.group(at: channel), mean.group(at: channel))
            let (meanGradient, varianceFactor) = (meanGradient.group(at: channel), varianceFactor.group(at: channel))
            var offset = offset
            for _ in 0..<count {
                let centered = gradient.group(at: offset) * factor - meanGradient
                gradient.store(centered - (inputValues.group(at: offset) - center) * varianceFactor, offset)
                offset += pixelStride
            }
        }
        return gradient
    }

    private func sumGradients(_ gradient: UnsafePointer<Float>, _ values: UnsafePointer<Float>, pixels: Int) {
        let mean = statistics.mean.pointer
        let (gradients, products) = (statistics.gradientSums, statistics.productSums)
        gradients.clear()
        products.clear()
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let center = mean.group(at: channel)
            var sums = BlockSums()
            var offset = offset
            for _ in 0..<count / 2 {
                let next = offset + pixelStride
                let (even, odd) = (gradient.group(at: offset), gradient.group(at: next))
                sums.add(even, even * (values.group(at: offset) - center), odd, odd * (values.group(at: next) - center))
                offset += 2 * pixelStride
            }
            if count % 2 == 1 {
                let even = gradient.group(at: offset)
                sums.add(even, even * (values.group(at: offset) - center), ChannelGroup(), ChannelGroup())
            }
            gradients.pointer[channel / ChannelGroup.scalarCount] += SIMD16<Double>(sums.first)
            products.pointer[channel / ChannelGroup.scalarCount] += SIMD16<Double>(sums.second)
        }
    }
}
