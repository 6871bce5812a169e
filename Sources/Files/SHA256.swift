import CCrypto

/// A SHA-256 that is being computed, by OpenSSL's libcrypto, which uses the processor's SHA instructions.
package struct SHA256: ~Copyable {
    /// Fetched only once, because OpenSSL takes a lock to find an algorithm by name.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer

    /// Begins a SHA-256, to which ``update(_:)`` adds bytes.
    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, SHA256.algorithm, nil) == 1 else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes to those whose digest is computed.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto cannot hash \(bytes.count) bytes")
    }

    /// The digest of all bytes added.
    package consuming func finish() -> ContentDigest {
        var words = SIMD4<UInt64>()
        let status = withUnsafeMutableBytes(of: &words) {
            EVP_DigestFinal_ex(context, $0.assumingMemoryBound(to: UInt8.self).baseAddress, nil)
        }
        precondition(status == 1, "libcrypto cannot finish a hash")
        return ContentDigest(words: words)
    }
}
