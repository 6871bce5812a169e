/// The bytes of a frame. They can be sent to many peers without a copy, and do not change after this object is made.
///
/// libzmq keeps a reference to this object until the last connection has sent the bytes. Any thread may read them.
public final class SharedBytes: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    /// The object that owns the memory of the bytes; nil if this object has allocated the memory itself.
    private let owner: (any AnyObject & Sendable)?

    /// Allocates `count` bytes at an address that is a multiple of 64. The bytes are zero until `fill` sets them.
    public init<Failure: Error>(
        count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(count >= 0, "a frame of \(count) bytes")
        let allocated = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
        allocated.initializeMemory(as: UInt8.self, repeating: 0)
        bytes = UnsafeRawBufferPointer(rebasing: allocated[..<count])
        owner = nil
        try fill(UnsafeMutableRawBufferPointer(rebasing: allocated[..<count]))
    }

    /// Copies `source` to new memory at an address that is a multiple of 64.
    public init(copying source: UnsafeRawBufferPointer) {
        let allocated = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 64)
        allocated.copyMemory(from: source)
        bytes = UnsafeRawBufferPointer(rebasing: allocated[..<source.count])
        owner = nil
    }

    /// Refers to `memory` without a copy, and keeps the owner of the memory alive. The memory must not change while
    /// this object lives.
    public init(referring memory: UnsafeRawBufferPointer, of owner: any AnyObject & Sendable) {
        bytes = memory
        self.owner = owner
    }

    deinit {
        if owner == nil { bytes.baseAddress?.deallocate() }
    }

    /// The number of bytes in the frame.
    public var count: Int { bytes.count }

    /// Calls `body` with the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes)
    }
}
