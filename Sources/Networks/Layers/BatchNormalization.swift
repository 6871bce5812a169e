import Tensors

/// Batch normalization, channel by channel: see ``ChannelStatistics``.
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
            let (factor, addend) = (scale.lanes(channel), shift.lanes(channel))
            var offset = offset
            for _ in 0..<count {
                y.store(values.lanes(offset) * factor + addend, offset)
                offset += pixelStride
            }
        }
        return UnsafePointer(y)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        let pixels = pass.samples * map.pixels
        sumSlopes(gradient, inputValues, pixels: pixels)
        statistics.finish(pass)
        let (scale, mean) = (statistics.scale.pointer, statistics.mean.pointer)
        let (meanSlope, trend) = (statistics.meanSlope.pointer, statistics.trend.pointer)
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let (factor, center) = (scale.lanes(channel), mean.lanes(channel))
            let (meanSlope, trend) = (meanSlope.lanes(channel), trend.lanes(channel))
            var offset = offset
            for _ in 0..<count {
                let slope = gradient.lanes(offset) * factor - meanSlope
                gradient.store(slope - (inputValues.lanes(offset) - center) * trend, offset)
                offset += pixelStride
            }
        }
        return gradient
    }

    private func sumSlopes(_ gradient: UnsafePointer<Float>, _ values: UnsafePointer<Float>, pixels: Int) {
        let mean = statistics.mean.pointer
        let (slopes, products) = (statistics.slopeSums, statistics.productSums)
        slopes.clear()
        products.clear()
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let center = mean.lanes(channel)
            var sums = BlockSums()
            var offset = offset
            for _ in 0..<count / 2 {
                let next = offset + pixelStride
                let (even, odd) = (gradient.lanes(offset), gradient.lanes(next))
                sums.add(even, even * (values.lanes(offset) - center), odd, odd * (values.lanes(next) - center))
                offset += 2 * pixelStride
            }
            if count % 2 == 1 {
                let even = gradient.lanes(offset)
                sums.add(even, even * (values.lanes(offset) - center), Lanes(), Lanes())
            }
            slopes.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.first)
            products.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.second)
        }
    }
}
