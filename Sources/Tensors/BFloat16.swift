/// Floats rounded to the upper half of their 32 bits: 8 bits of precision, and the range of a float.
///
/// Source: the bfloat16 format of Intel's "BFLOAT16 – Hardware Numerics Definition", 2018; rounding is to the nearest,
/// ties to even.
public enum BFloat16 {
    /// Rounds each value, in place, to the nearest number that bfloat16 can hold.
    public static func round(_ values: UnsafeMutablePointer<Float>, count: Int) {
        for i in 0..<count {
            values[i] = Float(bitPattern: rounded(values[i].bitPattern))
        }
    }

    /// Rounds `count` values to bfloat16, and writes the upper half of each to `target`.
    public static func pack(_ values: UnsafePointer<Float>, to target: UnsafeMutablePointer<UInt16>, count: Int) {
        for i in 0..<count {
            target[i] = UInt16(truncatingIfNeeded: rounded(values[i].bitPattern) >> 16)
        }
    }

    /// Expands `count` bfloat16 numbers to floats, and writes the floats to `target`. The bfloat16 numbers are
    /// little-endian and may have any alignment.
    public static func unpack(_ halves: UnsafeRawPointer, to target: UnsafeMutablePointer<Float>, count: Int) {
        for i in 0..<count {
            let half = halves.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
            target[i] = Float(bitPattern: UInt32(half) << 16)
        }
    }

    /// Whether all bfloat16 numbers in these bytes are finite. The numbers are little-endian and may have any
    /// alignment.
    public static func allFinite(_ halves: UnsafeRawBufferPointer) -> Bool {
        guard let start = halves.baseAddress else { return true }
        var flags: UInt16 = 0
        for i in 0..<halves.count / 2 {
            let half = start.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
            // The addition carries into the sign bit only if all bits of the exponent are 1, as in infinity and NaN.
            flags |= (half & 0x7F80) &+ 0x0080
        }
        return flags & 0x8000 == 0
    }

    @inline(__always)
    private static func rounded(_ bits: UInt32) -> UInt32 {
        let isNaN = bits & 0x7FFF_FFFF > 0x7F80_0000
        let nearest = bits &+ 0x7FFF &+ (bits >> 16 & 1)
        // A NaN stays a NaN. If it were rounded like a number, it could become infinity.
        return (isNaN ? bits | 0x0040_0000 : nearest) & 0xFFFF_0000
    }
}
