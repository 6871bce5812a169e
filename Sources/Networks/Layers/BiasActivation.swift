import Tensors

/// The last part of a convolution or dense layer: adds the bias, then applies ReLU if the layer has it.
///
/// It works on a matrix (positions, channels), whose rows lie `map.pixelStride` floats apart. A position is a pixel of
/// a convolution's output, or a sample in a dense layer.
struct BiasActivation {
    let map: FeatureMap
    let isRectified: Bool
    /// Whether the backward pass of the following layer sets the gradient to zero where this layer's output is zero.
    /// Then this layer need not do so.
    var gradientIsRectified = false

    /// Whether ``backward(_:output:count:biasSums:)`` sets the gradient to zero where the output is zero.
    var masksGradient: Bool { isRectified && !gradientIsRectified }

    /// The least value that an output may have: 0 with ReLU, −∞ without.
    var floor: ChannelGroup { ChannelGroup(repeating: isRectified ? 0 : -.infinity) }

    /// rows = max(floor, rows + bias), in place. The bias is padded with zeros to whole groups of channels.
    func forward(_ rows: UnsafeMutablePointer<Float>, count: Int, bias: UnsafePointer<Float>) {
        let floor = floor
        map.forEachBlock(pixels: count) { channel, offset, count, pixelStride in
            let shift = bias.group(at: channel)
            var offset = offset
            for _ in 0..<count {
                rows.store(larger(floor, rows.group(at: offset) + shift), offset)
                offset += pixelStride
            }
        }
    }

    /// If ``masksGradient`` is true, sets the gradient to 0 where the output is not above 0, in place. Then adds the
    /// gradient's rows to `biasSums` (channels, padded): blocks of 32 rows are summed in float32, and the sums of
    /// blocks in double precision.
    func backward(
        _ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int,
        biasSums: UnsafeMutablePointer<SIMD16<Double>>
    ) {
        let masksGradient = masksGradient
        map.forEachBlock(pixels: count) { channel, offset, count, pixelStride in
            var sum = ChannelGroup()
            var offset = offset
            for _ in 0..<count {
                var value = gradient.group(at: offset)
                if masksGradient {
                    value = selected(value, where: output.group(at: offset) .> ChannelGroup())
                    gradient.store(value, offset)
                }
                sum += value
                offset += pixelStride
            }
            biasSums[channel / ChannelGroup.scalarCount] += SIMD16<Double>(sum)
        }
    }
}

/// The larger of two numbers, lane by lane; the second where they are equal or one is NaN.
@inline(__always)
func larger(_ a: ChannelGroup, _ b: ChannelGroup) -> ChannelGroup {
    b.replacing(with: a, where: a .> b)
}

/// `value` in the lanes where `mask` is set, and zero in the other lanes.
@inline(__always)
func selected(_ value: ChannelGroup, where mask: SIMDMask<SIMD16<Int32>>) -> ChannelGroup {
    ChannelGroup().replacing(with: value, where: mask)
}
