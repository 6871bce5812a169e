/// The SHA-256 of some bytes, as a value to look things up by.
public struct ContentDigest: Hashable, Sendable, BitwiseCopyable {
    /// The 32 bytes in memory order.
    private let words: SIMD4<UInt64>

    /// Wraps the 32 bytes of a digest.
    init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// Digests bytes.
    public init(of bytes: UnsafeRawBufferPointer) {
        let hash = SHA256()
        hash.update(bytes)
        self = hash.finish()
    }

    /// 64 hexadecimal digits.
    var hexadecimal: String {
        withUnsafeBytes(of: words) { bytes in
            bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
    }

    /// A part of a digest is as good as any hash of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words[0])
    }
}
