extension Envelope {
    /// The header's bytes, at most ``MessageLimits/headerBytes``.
    public func encoded() -> [UInt8] {
        fatalError("comes with the next commit")
    }

    /// Reads a header, checking every length, count, id and enum of it.
    public init(decoding bytes: UnsafeRawBufferPointer) throws(MessageError) {
        throw .notProtobuf
    }
}
