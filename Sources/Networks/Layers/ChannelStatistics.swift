import Tensors

/// Mean and variance of each channel for a batch normalization, y = γ · (x − mean) / √(variance + ε) + β. In training,
/// mean and variance are computed from the micro-batch, the variance with the number of values as divisor (biased). In
/// inference, and in a frozen layer, both are the running statistics.
///
/// Sums run over all pixels of all samples, in order: the pixels of a block of 32 are summed in float32, and the sums
/// of blocks in double precision. Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
final class ChannelStatistics {
    let map: FeatureMap
    /// The mean of each channel that the last forward pass used: the mean of the micro-batch, or the running mean.
    let mean: FloatStorage
    /// Factor and addend of the forward pass for each channel: y = x · scale + shift.
    let scale: FloatStorage
    let shift: FloatStorage
    /// Numbers of the backward pass for each channel: dx = dy · scale − meanGradient − (x − mean) · varianceFactor.
    let meanGradient: FloatStorage
    let varianceFactor: FloatStorage
    /// Sums of the backward pass for each channel: Σ dy, and in `productSums` Σ dy · (x − mean). The forward pass uses
    /// the same memory for the sums of its values.
    let gradientSums: ChannelSums
    let productSums: ChannelSums
    private let epsilon: Double
    /// Whether the layer is frozen, so that training uses the running statistics too.
    private let isFrozen: Bool
    /// The offsets of γ, β, moving mean and moving variance in the flat vector, in this order.
    private let offsets: [Int]
    private let inverseDeviation: FloatStorage
    private let variance: FloatStorage

    init(_ options: LayerSpec.BatchNormalization, entries: ArraySlice<ParameterLayout.Entry>, map: FeatureMap) {
        self.map = map
        epsilon = options.epsilon
        isFrozen = entries.first?.isFrozen ?? false
        offsets = entries.map(\.offset)
        func channels() -> FloatStorage { FloatStorage(count: map.pixelStride) }
        (mean, variance, inverseDeviation) = (channels(), channels(), channels())
        (scale, shift, meanGradient, varianceFactor) = (channels(), channels(), channels(), channels())
        gradientSums = ChannelSums(groups: map.groups)
        productSums = ChannelSums(groups: map.groups)
    }

    /// Computes `scale` and `shift` for a forward pass over these values.
    func prepare(_ values: UnsafePointer<Float>, _ pass: ForwardPass) {
        if pass.isTraining, !isFrozen {
            measure(values, pixels: pass.samples * map.pixels)
        } else {
            mean.pointer.update(from: pass.weights.pointer + offsets[2], count: map.pixelStride)
            variance.pointer.update(from: pass.weights.pointer + offsets[3], count: map.pixelStride)
        }
        let (gamma, beta) = (pass.weights.pointer + offsets[0], pass.weights.pointer + offsets[1])
        for channel in stride(from: 0, to: map.pixelStride, by: ChannelGroup.scalarCount) {
            let deviation = (SIMD16<Double>(variance.pointer.group(at: channel)) + epsilon).squareRoot()
            let inverse = ChannelGroup(1 / deviation)
            let factor = gamma.group(at: channel) * inverse
            inverseDeviation.pointer.store(inverse, channel)
            scale.pointer.store(factor, channel)
            shift.pointer.store(beta.group(at: channel) - mean.pointer.group(at: channel) * factor, channel)
        }
    }

    // With x̂ = (x − mean) / √(variance + ε), and n the number of pixels of all samples:
    // dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/√(variance + ε) · (dy − dβ/n − x̂·dγ/n)
    /// From the sums of the backward pass, computes `meanGradient` and `varianceFactor`, and writes the gradients of γ
    /// and β. In the places of the moving mean and variance it writes samples · mean and samples · variance, from which
    /// a step computes the new running statistics.
    func finish(_ pass: BackwardPass) {
        let pixels = Double(pass.samples * map.pixels)
        let samples = Float(pass.samples)
        for group in 0..<map.groups {
            let channel = group * ChannelGroup.scalarCount
            let (factor, inverse) = (scale.pointer.group(at: channel), inverseDeviation.pointer.group(at: channel))
            let sum = gradientSums.pointer[group]
            let normalized = productSums.pointer[group] * SIMD16<Double>(inverse)
            (pass.gradient + offsets[0]).store(ChannelGroup(normalized), channel)
            (pass.gradient + offsets[1]).store(ChannelGroup(sum), channel)
            (pass.gradient + offsets[2]).store(mean.pointer.group(at: channel) * samples, channel)
            (pass.gradient + offsets[3]).store(variance.pointer.group(at: channel) * samples, channel)
            // In a frozen layer, mean and variance are running statistics. They do not depend on the input and add
            // nothing to its gradient.
            meanGradient.pointer.store(isFrozen ? ChannelGroup() : ChannelGroup(sum / pixels) * factor, channel)
            varianceFactor.pointer.store(
                isFrozen ? ChannelGroup() : ChannelGroup(normalized / pixels) * factor * inverse, channel)
        }
    }

    /// Computes mean and variance of each channel by the shifted one-pass algorithm: it sums x − s and (x − s)², where
    /// s is the channel's value in the first pixel. So a constant channel has variance 0 exactly. Source: Chan, Golub
    /// and LeVeque, "Algorithms for computing the sample variance", 1983.
    private func measure(_ values: UnsafePointer<Float>, pixels: Int) {
        gradientSums.clear()
        productSums.clear()
        map.forEachBlock(pixels: pixels) { channel, offset, count, pixelStride in
            let origin = values.group(at: channel)
            var sums = BlockSums()
            var offset = offset
            for _ in 0..<count / 2 {
                let even = values.group(at: offset) - origin
                let odd = values.group(at: offset + pixelStride) - origin
                sums.add(even, even * even, odd, odd * odd)
                offset += 2 * pixelStride
            }
            if count % 2 == 1 {
                let even = values.group(at: offset) - origin
                sums.add(even, even * even, ChannelGroup(), ChannelGroup())
            }
            gradientSums.pointer[channel / ChannelGroup.scalarCount] += SIMD16<Double>(sums.first)
            productSums.pointer[channel / ChannelGroup.scalarCount] += SIMD16<Double>(sums.second)
        }
        for group in 0..<map.groups {
            let channel = group * ChannelGroup.scalarCount
            let shift = gradientSums.pointer[group] / Double(pixels)
            let spread = productSums.pointer[group] / Double(pixels) - shift * shift
            mean.pointer.store(ChannelGroup(SIMD16<Double>(values.group(at: channel)) + shift), channel)
            variance.pointer.store(larger(ChannelGroup(), ChannelGroup(spread)), channel)
        }
    }
}

/// Two sums over a block of pixels, ``first`` and ``second``, for sixteen channels. Each sum has two parts, one over
/// the even and one over the odd pixels, which are added at the end.
struct BlockSums {
    private var firstEven = ChannelGroup()
    private var firstOdd = ChannelGroup()
    private var secondEven = ChannelGroup()
    private var secondOdd = ChannelGroup()

    @inline(__always)
    mutating func add(
        _ even: ChannelGroup, _ evenProduct: ChannelGroup, _ odd: ChannelGroup, _ oddProduct: ChannelGroup
    ) {
        firstEven += even
        secondEven += evenProduct
        firstOdd += odd
        secondOdd += oddProduct
    }

    @inline(__always)
    var first: ChannelGroup { firstEven + firstOdd }
    @inline(__always)
    var second: ChannelGroup { secondEven + secondOdd }
}
