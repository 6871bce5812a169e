/// SplitMix64: the random numbers of a test, by its seed.
package struct Generator: RandomNumberGenerator {
    private var state: UInt64

    /// The numbers of a seed.
    package init(seed: Int) {
        state = UInt64(seed)
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return scrambled(state)
    }

    /// Returns true with this probability.
    package mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

/// A well-mixed 64-bit number.
package func scrambled(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}

/// Mixes two numbers into one. It is neither commutative nor associative, so the order of additions is visible in the
/// result.
package func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    scrambled(left &* 0x9E37_79B9_7F4A_7C15 &+ scrambled(right &+ 0xD1B5_4A32_D192_ED03))
}
