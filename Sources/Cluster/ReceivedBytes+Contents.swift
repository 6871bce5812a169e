import Glibc
import Messages
import Tensors
import Transport

extension ReceivedBytes {
    /// Copies the bytes, little-endian floats, to a buffer of that size.
    func copy(to buffer: FloatStorage, at offset: Int = 0) {
        withUnsafeBytes { bytes in
            precondition(bytes.count <= (buffer.count - offset) * MemoryLayout<Float>.stride, "frame too long")
            if let source = bytes.baseAddress { memcpy(buffer.pointer + offset, source, bytes.count) }
        }
    }

    /// A digest of the bytes if they are little-endian floats of which one is infinite or not a number; else nil. Equal
    /// bytes have equal digests.
    var digestIfNotFinite: UInt64? {
        withUnsafeBytes { bytes in
            guard !VectorKernels.allFinite(bytes) else { return nil }
            var hasher = Hasher()
            hasher.combine(bytes: bytes)
            return UInt64(truncatingIfNeeded: Int64(hasher.finalize()))
        }
    }
}

extension Envelope {
    /// The message whose header these bytes are.
    static func read(_ bytes: ReceivedBytes) -> Result<Envelope, MessageError> {
        bytes.withUnsafeBytes { bytes in
            Result { () throws(MessageError) in try Envelope(decoding: bytes) }
        }
    }
}
