import Tensors

/// y = γ · (x − mean) / √(variance + ε) + β, channel by channel, with the statistics of the micro-batch in training and
/// the running ones in inference. The variance is the biased one.
///
/// Sums run over samples and pixels in order: blocks of 32 pixels in float32 (even and odd ones apart), blocks in double
/// precision. Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
final class BatchNormalization: Layer {
    private static let block = 32

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
        let (y, pixelStride) = (outputValues.pointer, map.pixelStride)
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let deviation = (SIMD16<Double>(variance.pointer.lanes(channel)) + epsilon).squareRoot()
            let inverse = Lanes(1 / deviation)
            inverseDeviation.pointer.store(inverse, channel)
            let scale = (pass.weights + offsets[0]).lanes(channel) * inverse
            let shift = (pass.weights + offsets[1]).lanes(channel) - mean.pointer.lanes(channel) * scale
            var offset = channel
            for _ in 0..<pixels {
                y.store(values.lanes(offset) * scale + shift, offset)
                offset += pixelStride
            }
        }
        return UnsafePointer(y)
    }

    // With x̂ = (x − mean) / √(variance + ε): dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/√(variance + ε) · (dy − dβ/n − x̂·dγ/n)
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        let pixels = pass.samples * map.pixels
        let pixelStride = map.pixelStride
        sumSlopes(gradient, inputValues, pixels: pixels)
        firstSums.write(to: pass.gradient + offsets[1])
        secondSums.write(to: pass.gradient + offsets[0])
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let center = mean.pointer.lanes(channel)
            let inverse = inverseDeviation.pointer.lanes(channel)
            let scale = (pass.weights + offsets[0]).lanes(channel) * inverse
            let meanSlope = Lanes(firstSums.pointer[group] / Double(pixels)) * scale
            let trend = Lanes(secondSums.pointer[group] / Double(pixels)) * scale * inverse
            var offset = channel
            for _ in 0..<pixels {
                let slope = gradient.lanes(offset) * scale - meanSlope
                gradient.store(slope - (inputValues.lanes(offset) - center) * trend, offset)
                offset += pixelStride
            }
            let samples = Float(pass.samples)
            (pass.gradient + offsets[2]).store(center * samples, channel)
            (pass.gradient + offsets[3]).store(variance.pointer.lanes(channel) * samples, channel)
        }
        return gradient
    }

    /// Mean and variance of each channel by the shifted one-pass algorithm: sums of x − s and (x − s)², where s is the
    /// first pixel, so that a constant channel has variance 0. Source: Chan, Golub and LeVeque, "Algorithms for
    /// computing the sample variance", 1983.
    private func measure(_ values: UnsafePointer<Float>, pixels: Int) {
        firstSums.clear()
        secondSums.clear()
        for start in stride(from: 0, to: pixels, by: BatchNormalization.block) {
            let end = min(start + BatchNormalization.block, pixels)
            for group in 0..<map.groups {
                let origin = values.lanes(group * Lanes.scalarCount)
                var sums = BlockSums()
                var offset = start * map.pixelStride + group * Lanes.scalarCount
                for _ in stride(from: start + 1, to: end, by: 2) {
                    let even = values.lanes(offset) - origin
                    let odd = values.lanes(offset + map.pixelStride) - origin
                    sums.add(even, even * even, odd, odd * odd)
                    offset += 2 * map.pixelStride
                }
                if (end - start) % 2 == 1 {
                    let even = values.lanes(offset) - origin
                    sums.add(even, even * even, Lanes(), Lanes())
                }
                firstSums.pointer[group] += SIMD16<Double>(sums.first)
                secondSums.pointer[group] += SIMD16<Double>(sums.second)
            }
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
        for start in stride(from: 0, to: pixels, by: BatchNormalization.block) {
            let end = min(start + BatchNormalization.block, pixels)
            for group in 0..<map.groups {
                let center = mean.pointer.lanes(group * Lanes.scalarCount)
                var sums = BlockSums()
                var offset = start * map.pixelStride + group * Lanes.scalarCount
                for _ in stride(from: start + 1, to: end, by: 2) {
                    let next = offset + map.pixelStride
                    let (even, odd) = (gradient.lanes(offset), gradient.lanes(next))
                    sums.add(
                        even, even * (values.lanes(offset) - center), odd, odd * (values.lanes(next) - center))
                    offset += 2 * map.pixelStride
                }
                if (end - start) % 2 == 1 {
                    let even = gradient.lanes(offset)
                    sums.add(even, even * (values.lanes(offset) - center), Lanes(), Lanes())
                }
                firstSums.pointer[group] += SIMD16<Double>(sums.first)
                secondSums.pointer[group] += SIMD16<Double>(sums.second)
            }
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
