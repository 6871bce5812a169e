/// Philox 4×32-10, a counter-based random number generator: a pure function of a 128-bit counter and a 64-bit key.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox {
    /// Four random words for one counter.
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        let lanes = blocks(
            first: counter[0], counter1: counter[1], counter2: counter[2], counter3: counter[3], key: key)
        return SIMD4(lanes.0[0], lanes.1[0], lanes.2[0], lanes.3[0])
    }

    /// The four random words of each of eight counters. The first words of the counters are `first`, `first + 1` …
    /// `first + 7` (wrapping); all counters have the other words `counter1`, `counter2` and `counter3`. Element w of
    /// the result has word w of each counter: its lane i belongs to the counter that begins with `first + i`.
    public static func blocks(
        first: UInt32, counter1: UInt32, counter2: UInt32, counter3: UInt32, key: SIMD2<UInt32>
    ) -> (SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>) {
        var word0 = SIMD8<UInt32>(repeating: first) &+ SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7)
        var word1 = SIMD8<UInt32>(repeating: counter1)
        var word2 = SIMD8<UInt32>(repeating: counter2)
        var word3 = SIMD8<UInt32>(repeating: counter3)
        var key0 = key[0]
        var key1 = key[1]
        for _ in 0..<10 {
            let (high0, low0) = multiply(word0, 0xD251_1F53)
            let (high2, low2) = multiply(word2, 0xCD9E_8D57)
            word0 = high2 ^ word1 ^ SIMD8(repeating: key0)
            word1 = low2
            word2 = high0 ^ word3 ^ SIMD8(repeating: key1)
            word3 = low0
            key0 &+= 0x9E37_79B9
            key1 &+= 0xBB67_AE85
        }
        return (word0, word1, word2, word3)
    }

    /// The high and low halves of eight 32×32-bit products.
    @inline(__always)
    private static func multiply(_ a: SIMD8<UInt32>, _ b: UInt32) -> (high: SIMD8<UInt32>, low: SIMD8<UInt32>) {
        let wide = SIMD8<UInt64>(truncatingIfNeeded: a) &* SIMD8(repeating: UInt64(b))
        return (SIMD8(truncatingIfNeeded: wide &>> 32), SIMD8(truncatingIfNeeded: wide))
    }
}
