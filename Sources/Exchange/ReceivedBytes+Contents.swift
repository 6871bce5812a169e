import Glibc
import Messages
import Tensors
import Transport

extension ReceivedBytes {
    /// Copies the bytes, which are little-endian floats, to a buffer, from the float at `offset` on.
    package func copy(to buffer: FloatStorage, at offset: Int = 0) {
        withUnsafeBytes { bytes in
            precondition(bytes.count <= (buffer.count - offset) * MemoryLayout<Float>.stride, "frame too long")
            if let source = bytes.baseAddress { memcpy(buffer.pointer + offset, source, bytes.count) }
        }
    }

    /// The bytes as floats. The caller may write to them, since nothing else reads them. Bytes that are aligned for
    /// floats are not copied.
    package var floats: FloatStorage {
        withUnsafeBytes { bytes in
            let memory = UnsafeMutableRawBufferPointer(mutating: bytes)
            guard let start = memory.baseAddress, Int(bitPattern: start).isMultiple(of: MemoryLayout<Float>.alignment)
            else {
                let copy = FloatStorage(count: count / MemoryLayout<Float>.stride)
                self.copy(to: copy)
                return copy
            }
            return FloatStorage(in: memory, of: self)
        }
    }

    /// Whether this and another message frame hold the same bytes.
    package func hasSameBytes(as other: ReceivedBytes) -> Bool {
        withUnsafeBytes { mine in
            other.withUnsafeBytes { others in
                guard mine.count == others.count else { return false }
                guard let start = mine.baseAddress, let otherStart = others.baseAddress else { return true }
                return memcmp(start, otherStart, mine.count) == 0
            }
        }
    }

    /// A digest of the bytes; nil if `isGood` returns true for the bytes. Equal bytes have equal digests only within
    /// one process.
    package func digest(unless isGood: (UnsafeRawBufferPointer) -> Bool) -> UInt64? {
        withUnsafeBytes { bytes in
            guard !isGood(bytes) else { return nil }
            var hasher = Hasher()
            hasher.combine(bytes: bytes)
            return UInt64(truncatingIfNeeded: Int64(hasher.finalize()))
        }
    }
}

extension SharedBytes {
    /// A copy of the bytes, in memory of its own.
    package func copy() -> SharedBytes {
        withUnsafeBytes { SharedBytes(copying: $0) }
    }
}

extension Envelope {
    /// Decodes these bytes as the header of a message.
    package static func read(_ bytes: ReceivedBytes) -> Result<Envelope, MessageError> {
        bytes.withUnsafeBytes { bytes in
            Result { () throws(MessageError) in try Envelope(decoding: bytes) }
        }
    }
}
