import CCrypto

/// A SHA-256 under way, by OpenSSL's libcrypto, which uses the processor's instructions for it.
struct SHA256: ~Copyable {
    /// Looked up once: OpenSSL takes a lock for a look-up by name.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, SHA256.algorithm, nil) == 1 else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes more bytes.
    func update(_ bytes: UnsafeRawBufferPointer) {
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto cannot hash \(bytes.count) bytes")
    }

    /// The digest of all bytes taken.
    consuming func finish() -> ContentDigest {
        var words = SIMD4<UInt64>()
        let status = withUnsafeMutableBytes(of: &words) {
            EVP_DigestFinal_ex(context, $0.assumingMemoryBound(to: UInt8.self).baseAddress, nil)
        }
        precondition(status == 1, "libcrypto cannot finish a hash")
        return ContentDigest(words: words)
    }
}
