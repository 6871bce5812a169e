/// Element-wise functions on vectors, and sums whose order of additions is fixed.
public enum VectorKernels {
    /// target[i] += source[i].
    public static func add(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
        for i in 0..<count {
            target[i] += source[i]
        }
    }

    /// Σ values[i]² in double precision. There are eight running sums, and the square of value i goes into sum i mod 8;
    /// at the end the eight are added pairwise.
    public static func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
        var sums = SIMD8<Double>()
        var i = 0
        while i + 8 <= count {
            let lane = UnsafeRawPointer(values + i).loadUnaligned(as: SIMD8<Float>.self)
            let wide = SIMD8<Double>(lane)
            sums += wide * wide
            i += 8
        }
        while i < count {
            sums[i & 7] += Double(values[i]) * Double(values[i])
            i += 1
        }
        let fours = sums.lowHalf + sums.highHalf
        let twos = fours.lowHalf + fours.highHalf
        return twos[0] + twos[1]
    }

    /// Whether every value is finite.
    public static func allFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
        var flags: UInt32 = 0
        for i in 0..<count {
            // A finite number minus itself is zero; infinity and NaN give NaN, whose bits are not zero.
            flags |= (values[i] - values[i]).bitPattern
        }
        return flags & 0x7FFF_FFFF == 0
    }

    /// Whether all floats in these bytes are finite. The floats are little-endian and may have any alignment. Bytes
    /// after the last whole float do not count.
    public static func allFinite(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        var flags: UInt32 = 0
        for i in 0..<bytes.count / MemoryLayout<Float>.stride {
            let bits = start.loadUnaligned(fromByteOffset: i * MemoryLayout<Float>.stride, as: UInt32.self)
            // The addition carries into the sign bit only if all bits of the exponent are 1, as in infinity and NaN.
            flags |= (bits & 0x7F80_0000) &+ 0x0080_0000
        }
        return flags & 0x8000_0000 == 0
    }
}
