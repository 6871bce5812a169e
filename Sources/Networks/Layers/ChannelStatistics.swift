import Tensors

/// What a batch normalization knows of its channels: y = γ · (x − mean) / √(variance + ε) + β, with the statistics of the
/// micro-batch in training and the running ones in inference. The variance is the biased one.
///
/// Sums run over samples and pixels in order: blocks of 32 pixels in float32, blocks in double precision. Source: Ioffe
/// and Szegedy, "Batch Normalization", ICML 2015.
final class ChannelStatistics {
    let map: FeatureMap
    /// Per channel the batch's mean.
    let mean: FloatStorage
    /// y = x · scale + shift.
    let scale: FloatStorage
    let shift: FloatStorage
    /// dx = dy · scale − meanSlope − (x − mean) · trend.
    let meanSlope: FloatStorage
    let trend: FloatStorage
    /// For the way back, Σ dy and Σ dy · (x − mean).
    let slopeSums: LaneSums
    let productSums: LaneSums
    private let epsilon: Double
    /// Places of γ, β, moving mean and moving variance in the flat vector.
    private let offsets: [Int]
    private let inverseDeviation: FloatStorage
    private let variance: FloatStorage

    init(_ options: LayerSpec.BatchNormalization, entries: ArraySlice<ParameterLayout.Entry>, map: FeatureMap) {
        self.map = map
        epsilon = options.epsilon
        offsets = entries.map(\.offset)
        func channels() -> FloatStorage { FloatStorage(count: map.pixelStride) }
        (mean, variance, inverseDeviation) = (channels(), channels(), channels())
        (scale, shift, meanSlope, trend) = (channels(), channels(), channels(), channels())
        slopeSums = LaneSums(groups: map.groups)
        productSums = LaneSums(groups: map.groups)
    }

    /// Finds scale and shift for a pass over these values.
    func prepare(_ values: UnsafePointer<Float>, _ pass: ForwardPass) {
        if pass.isTraining {
            measure(values, pixels: pass.samples * map.pixels)
        } else {
            mean.pointer.update(from: pass.weights.pointer + offsets[2], count: map.pixelStride)
            variance.pointer.update(from: pass.weights.pointer + offsets[3], count: map.pixelStride)
        }
        let (gamma, beta) = (pass.weights.pointer + offsets[0], pass.weights.pointer + offsets[1])
        for channel in stride(from: 0, to: map.pixelStride, by: Lanes.scalarCount) {
            let deviation = (SIMD16<Double>(variance.pointer.lanes(channel)) + epsilon).squareRoot()
            let inverse = Lanes(1 / deviation)
            let factor = gamma.lanes(channel) * inverse
            inverseDeviation.pointer.store(inverse, channel)
            scale.pointer.store(factor, channel)
            shift.pointer.store(beta.lanes(channel) - mean.pointer.lanes(channel) * factor, channel)
        }
    }

    // With x̂ = (x − mean) / √(variance + ε): dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/√(variance + ε) · (dy − dβ/n − x̂·dγ/n)
    /// From the sums of slopes, writes the gradients and finds `meanSlope` and `trend`.
    func finish(_ pass: BackwardPass) {
        let pixels = Double(pass.samples * map.pixels)
        let samples = Float(pass.samples)
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let (factor, inverse) = (scale.pointer.lanes(channel), inverseDeviation.pointer.lanes(channel))
            let slope = slopeSums.pointer[group]
            let normalized = productSums.pointer[group] * SIMD16<Double>(inverse)
            (pass.gradient + offsets[0]).store(Lanes(normalized), channel)
            (pass.gradient + offsets[1]).store(Lanes(slope), channel)
            (pass.gradient + offsets[2]).store(mean.pointer.lanes(channel) * samples, channel)
            (pass.gradient + offsets[3]).store(variance.pointer.lanes(channel) * samples, channel)
            meanSlope.pointer.store(Lanes(slope / pixels) * factor, channel)
            trend.pointer.store(Lanes(normalized / pixels) * factor * inverse, channel)
        }
    }

    /// Mean and variance of each channel by the shifted one-pass algorithm: sums of x − s and (x − s)², where s is the
    /// first pixel, so that a constant channel has variance 0. Source: Chan, Golub and LeVeque, "Algorithms for
    /// computing the sample variance", 1983.
    private func measure(_ values: UnsafePointer<Float>, pixels: Int) {
        slopeSums.clear()
        productSums.clear()
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
            slopeSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.first)
            productSums.pointer[channel / Lanes.scalarCount] += SIMD16<Double>(sums.second)
        }
        for group in 0..<map.groups {
            let channel = group * Lanes.scalarCount
            let shift = slopeSums.pointer[group] / Double(pixels)
            let spread = productSums.pointer[group] / Double(pixels) - shift * shift
            mean.pointer.store(Lanes(SIMD16<Double>(values.lanes(channel)) + shift), channel)
            variance.pointer.store(larger(Lanes(), Lanes(spread)), channel)
        }
    }
}

/// Two sums over a block of pixels, even and odd pixels apart.
struct BlockSums {
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
