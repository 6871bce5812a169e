import Crypto

/// The SHA-256 of some bytes, as a value to look things up by.
public struct ContentDigest: Hashable, Sendable, BitwiseCopyable {
    private let words: SIMD4<UInt64>

    /// Digests bytes.
    public init(of bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        words = hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// A part of a digest is as good as any hash of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words[0])
    }
}
