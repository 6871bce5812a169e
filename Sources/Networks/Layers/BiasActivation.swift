import Tensors

/// What follows the matrix product of a convolution or dense layer: plus bias, then ReLU if the layer has it.
///
/// rows (positions, channels), `map.pixelStride` floats apart.
struct BiasActivation {
    let map: FeatureMap
    let isRectified: Bool

    /// rows = relu(rows + bias), in place. The bias is padded with zeros to whole ``Lanes``.
    func forward(_ rows: UnsafeMutablePointer<Float>, count: Int, bias: UnsafePointer<Float>) {
        let groups = map.groups
        let floor = Lanes(repeating: isRectified ? 0 : -.infinity)
        for group in 0..<groups {
            let shift = bias.lanes(group * Lanes.scalarCount)
            var offset = group * Lanes.scalarCount
            for _ in 0..<count {
                let sum = rows.lanes(offset) + shift
                rows.store(larger(floor, sum), offset)
                offset += map.pixelStride
            }
        }
    }

    /// gradient = gradient where output > 0 else 0, in place (nothing for linear layers), and the sum of its rows into
    /// `biasSums` (channels, padded), added to what is there: blocks of 32 rows in float32, blocks in double.
    func backward(
        _ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int,
        biasSums: UnsafeMutablePointer<SIMD16<Double>>
    ) {
        for start in stride(from: 0, to: count, by: 32) {
            let end = min(start + 32, count)
            for group in 0..<map.groups {
                var sum = Lanes()
                var offset = start * map.pixelStride + group * Lanes.scalarCount
                for _ in start..<end {
                    var slope = gradient.lanes(offset)
                    if isRectified {
                        slope = selected(slope, where: output.lanes(offset) .> Lanes())
                        gradient.store(slope, offset)
                    }
                    sum += slope
                    offset += map.pixelStride
                }
                biasSums[group] += SIMD16<Double>(sum)
            }
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
