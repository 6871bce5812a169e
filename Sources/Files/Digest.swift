/// SHA-256 digests, each as 64 hexadecimal digits.
public enum Digest {
    /// The SHA-256 of bytes.
    public static func sha256(bytes: UnsafeRawBufferPointer) -> String {
        ContentDigest(of: bytes).hexadecimal
    }

    /// The digest of the UTF-8 bytes of a text.
    public static func sha256(text: String) -> String {
        Array(text.utf8).withUnsafeBytes { sha256(bytes: $0) }
    }
}
