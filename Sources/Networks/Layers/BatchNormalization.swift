import Tensors

/// y = γ · (x − mean) / √(variance + ε) + β, channel by channel, with the statistics of the micro-batch in training and
/// the running ones in inference. The variance is the biased one.
///
/// Sums run over samples and pixels in order: blocks of 32 pixels in float32 (even and odd ones apart), blocks in double
/// precision. Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
final class BatchNormalization: Layer {
    private let map: FeatureMap
    private let epsilon: Double
    /// Places of γ, β, moving mean and moving variance in the flat vector.
    private let offsets: [Int]
    private let outputValues: FloatStorage
    private let firstSums: LaneSums
    private let secondSums: LaneSums
    /// Per channel: the batch's mean, and 1/√(variance + ε).
    private let mean: FloatStorage
    private let inverseDeviation: FloatStorage
    private let variance: FloatStorage
    /// y = x · scale + shift.
    private let scale: FloatStorage
    private let shift: FloatStorage
    /// dx = dy · scale − meanSlope − (x − mean) · trend.
    private let meanSlope: FloatStorage
    private let trend: FloatStorage
    private var inputValues: UnsafePointer<Float>?

    init(
        _ options: LayerSpec.BatchNormalization, entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap,
        samples: Int
    ) {
        map = input
        epsilon = options.epsilon
        offsets = entries.map(\.offset)
        outputValues = input.storage(samples: samples)
        firstSums = LaneSums(groups: input.groups)
        secondSums = LaneSums(groups: input.groups)
        mean = FloatStorage(count: input.pixelStride)
        inverseDeviation = FloatStorage(count: input.pixelStride)
        variance = FloatStorage(count: input.pixelStride)
        scale = FloatStorage(count: input.pixelStride)
        shift = FloatStorage(count: input.pixelStride)
        meanSlope = FloatStorage(count: input.pixelStride)
        trend = FloatStorage(count: input.pixelStride)
    }

    // x, y (samples, height, width, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        let pixels = pass.samples * map.pixels
        if pass.isTraining {
            measure(values, pixels: pixels)
        } else {
            mean.pointer.update(from: pass.weights + offsets[2], count: map.pixelStride)
            variance.pointer.update(from: pass.weights + offsets[3], count: map.pixelStride)
        }
        let (gamma, beta) = (pass.weights + offsets[0], pass.weights + offsets[1])
        for channel in stride(from: 0, to: map.pixelStride, by: Lanes.scalarCount) {
            let deviation = (SIMD16<Double>(variance.pointer.lanes(channel)) + epsilon).squareRoot()
            let inverse = Lanes(1 / deviation)
            let factor = gamma.lanes(channel) * inverse
            inverseDeviation.pointer.store(inverse, channel)
            scale.pointer.store(factor, channel)
            shift.pointer.store(beta.lanes(channel) - mean.pointer.lanes(channel) * factor, channel)
        }
        let y = outputValues.pointer
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let (factor, addend) = (scale.pointer.lanes(channel), shift.pointer.lanes(channel))
            var offset = offset
            for _ in 0..<count {
                y.store(values.lanes(offset) * factor + addend, offset)
                offset += pixelStride
            }
        }
        return UnsafePointer(y)
    }

    // With x̂ = (x − mean) / √(variance + ε): dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/√(variance + ε) · (dy − dβ/n − x̂·dγ/n)
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        let pixels = pass.samples * map.pixels
        sumSlopes(gradient, inputValues, pixels: pixels)
        firstSums.write(to: pass.gradient + offsets[1])
        secondSums.write(to: pass.gradient + offsets[0])
        let samples = Float(pass.samples)
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let factor = scale.pointer.lanes(channel)
            meanSlope.pointer.store(Lanes(firstSums.pointer[group] / Double(pixels)) * factor, channel)
            trend.pointer.store(
                Lanes(secondSums.pointer[group] / Double(pixels)) * factor * inverseDeviation.pointer.lanes(channel),
                channel)
            (pass.gradient + offsets[2]).store(mean.pointer.lanes(channel) * samples, channel)
            (pass.gradient + offsets[3]).store(variance.pointer.lanes(channel) * samples, channel)
        }
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let (factor, center) = (scale.pointer.lanes(channel), mean.pointer.lanes(channel))
            let (meanSlope, trend) = (meanSlope.pointer.lanes(channel), trend.pointer.lanes(channel))
            var offset = offset
            for _ in 0..<count {
                let slope = gradient.lanes(offset) * factor - meanSlope
                gradient.store(slope - (inputValues.lanes(offset) - center) * trend, offset)
                offset += pixelStride
            }
        }
        return gradient
    }

    /// Mean and variance of each channel by the shifted one-pass algorithm: sums of x − s and (x − s)², where s is the
    /// first pixel, so that a constant channel has variance 0. Source: Chan, Golub and LeVeque, "Algorithms for
    /// computing the sample variance", 1983.
    private func measure(_ values: UnsafePointer<Float>, pixels: Int) {
        firstSums.clear()
        secondSums.clear()
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let origin = values.lanes(channel)
            var sums = BlockSums()
            var offset = offset
            for _ in 0..<count / 2 {
                let even = values.lanes(offset) - origin
                let odd = values.lanes(offset + pixelStride) - origin
                sums.add(even, even * even, odd, odd * odd)
                offset += 2 * pixelStride
            }
            if count % 2 == 1 {
                let even = values.lanes(offset) - origin
                sums.add(even, even * even, Lanes(), Lanes())
            }
            firstSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.first)
            secondSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.second)
        }
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let shift = firstSums.pointer[group] / Double(pixels)
            let spread = secondSums.pointer[group] / Double(pixels) - shift * shift
            mean.pointer.store(Lanes(SIMD16<Double>(values.lanes(channel)) + shift), channel)
            variance.pointer.store(larger(Lanes(), Lanes(spread)), channel)
        }
    }

    /// dβ and dγ of each channel into `firstSums` and `secondSums`.
    private func sumSlopes(_ gradient: UnsafePointer<Float>, _ values: UnsafePointer<Float>, pixels: Int) {
        firstSums.clear()
        secondSums.clear()
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let center = mean.pointer.lanes(channel)
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
            firstSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.first)
            secondSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.second)
        }
        for group in 0..<map.groups {
            secondSums.pointer[group] *= SIMD16<Double>(inverseDeviation.pointer.lanes(group * Lanes.scalarCount))
        }
    }
}

/// Two sums over a block of pixels, even and odd pixels apart.
private struct BlockSums {
    private var firstEven = Lanes()
    private var firstOdd = Lanes()
    private var secondEven = Lanes()
    private var secondOdd = Lanes()

    @inline(__always)
    mutating func add(_ even: Lanes, _ evenProduct: Lanes, _ odd: Lanes, _ oddProduct: Lanes) {
        firstEven += even
        secondEven += evenProduct
        firstOdd += odd
        secondOdd += oddProduct
    }

    @inline(__always)
    var first: Lanes { firstEven + firstOdd }
    @inline(__always)
    var second: Lanes { secondEven + secondOdd }
}
