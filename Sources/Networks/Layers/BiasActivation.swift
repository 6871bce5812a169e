import Tensors

/// What follows the matrix product of a convolution or dense layer: plus bias, then ReLU if the layer has it.
///
/// rows (positions, channels), `map.pixelStride` floats apart.
struct BiasActivation {
    let map: FeatureMap
    let isRectified: Bool
    /// Whether the gradient that comes back is zero already where the output is.
    var gradientIsRectified = false

    /// Whether the way back has to look at the output.
    var masksGradient: Bool { isRectified && !gradientIsRectified }

    /// The least value of an output.
    var floor: Lanes { Lanes(repeating: isRectified ? 0 : -.infinity) }

    /// rows = relu(rows + bias), in place. The bias is padded with zeros to whole ``Lanes``.
    func forward(_ rows: UnsafeMutablePointer<Float>, count: Int, bias: UnsafePointer<Float>) {
        let floor = floor
        map.forEachBlock(pixels: count) { channel, offset, count, pixelStride in
            let shift = bias.lanes(channel)
            var offset = offset
            for _ in 0..<count {
                rows.store(larger(floor, rows.lanes(offset) + shift), offset)
                offset += pixelStride
            }
        }
    }

    /// gradient = gradient where output > 0 else 0, in place (unless it is so already), and the sum of its rows into
    /// `biasSums` (channels, padded), added to what is there: blocks of 32 rows in float32, blocks in double.
    func backward(
        _ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int,
        biasSums: UnsafeMutablePointer<SIMD16<Double>>
    ) {
        let masksGradient = masksGradient
        map.forEachBlock(pixels: count) { channel, offset, count, pixelStride in
            var sum = Lanes()
            var offset = offset
            for _ in 0..<count {
                var slope = gradient.lanes(offset)
                if masksGradient {
                    slope = selected(slope, where: output.lanes(offset) .> Lanes())
                    gradient.store(slope, offset)
                }
                sum += slope
                offset += pixelStride
            }
            biasSums[channel / Lanes.scalarCount] += SIMD16<Double>(sum)
        }
    }
}

/// The larger of two numbers, lane by lane; the second where they are equal or one is NaN.
@inline(__always)
func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    b.replacing(with: a, where: a .> b)
}

/// The value where the mask is set, zero elsewhere.
@inline(__always)
func selected(_ value: Lanes, where mask: SIMDMask<SIMD16<Int32>>) -> Lanes {
    Lanes().replacing(with: value, where: mask)
}
