/// The SHA-256 of some bytes, as a value that can be a key of a dictionary.
public struct ContentDigest: Hashable, Sendable, BitwiseCopyable {
    /// The 32 bytes in memory order.
    private let words: SIMD4<UInt64>

    /// Wraps the 32 bytes of a digest.
    init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// Computes the digest of bytes.
    public init(of bytes: UnsafeRawBufferPointer) {
        let hash = SHA256()
        hash.update(bytes)
        self = hash.finish()
    }

    /// The digest as 64 hexadecimal digits.
    package var hexadecimal: String {
        withUnsafeBytes(of: words) { bytes in
            bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
    }

    /// Part of a digest serves as its hash, since all bits of a digest are as good as random.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words[0])
    }
}
