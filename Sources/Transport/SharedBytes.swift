/// Bytes that never change, aligned to 64: a frame that is sent to any number of peers without a copy.
///
/// libzmq holds a reference until the last connection has sent them. Any thread may read them.
public final class SharedBytes: @unchecked Sendable {
    private let bytes: UnsafeMutableRawBufferPointer

    /// `count` bytes, which `fill` sets all of; they are zero before.
    public init<Failure: Error>(
        count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(count >= 0, "a frame of \(count) bytes")
        let allocated = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
        allocated.initializeMemory(as: UInt8.self, repeating: 0)
        bytes = UnsafeMutableRawBufferPointer(rebasing: allocated[..<count])
        try fill(bytes)
    }

    /// A copy of `source`.
    public convenience init(copying source: UnsafeRawBufferPointer) {
        self.init(count: source.count) { $0.copyMemory(from: source) }
    }

    /// A copy of `floats`, little-endian as they are in the memory of every machine that Chorus runs on.
    public convenience init(copying floats: UnsafeBufferPointer<Float>) {
        self.init(copying: UnsafeRawBufferPointer(floats))
    }

    deinit {
        bytes.baseAddress?.deallocate()
    }

    /// How many bytes there are.
    public var count: Int { bytes.count }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(bytes))
    }
}
