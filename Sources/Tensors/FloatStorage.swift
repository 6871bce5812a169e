/// A fixed number of 32-bit floats in C memory. The storage either allocates the memory, aligned to 64 bytes as the
/// vector instructions need it, and frees it; or it refers to the memory of another object.
///
/// Whoever uses a storage must not let one thread write while another reads or writes.
public final class FloatStorage: @unchecked Sendable {
    /// The number of floats in the storage.
    public let count: Int
    /// The address of the first float; valid as long as this object lives.
    public let pointer: UnsafeMutablePointer<Float>
    /// The object that owns the memory; nil if the storage has allocated the memory itself.
    private let owner: (any AnyObject & Sendable)?

    /// The alignment of allocated memory: 64 bytes, the size of a cache line and of an AVX-512 register.
    public static let alignment = 64

    /// Allocates memory for `count` floats, all of them zero.
    public init(count: Int) {
        precondition(count >= 0, "a storage of \(count) floats")
        self.count = count
        owner = nil
        let bytes = allocateBytes(max(count, 1) * MemoryLayout<Float>.stride, alignment: FloatStorage.alignment)
        pointer = bytes.bindMemory(to: Float.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
    }

    /// Refers to memory of `owner`: nothing is copied, and the floats keep their values. The memory's address need only
    /// be a multiple of 4. Nothing else may write to the memory while this storage exists.
    public init(in memory: UnsafeMutableRawBufferPointer, of owner: any AnyObject & Sendable) {
        precondition(memory.count.isMultiple(of: MemoryLayout<Float>.stride), "\(memory.count) bytes are no floats")
        count = memory.count / MemoryLayout<Float>.stride
        pointer = memory.bindMemory(to: Float.self).baseAddress!
        self.owner = owner
    }

    deinit {
        if owner == nil { UnsafeMutableRawPointer(pointer).deallocate() }
    }

    /// All floats, to read or write.
    public var buffer: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: pointer, count: count)
    }

    /// Copies every float of `other`, which must have the same number of floats.
    public func copy(from other: FloatStorage) {
        precondition(count == other.count, "copy of \(other.count) floats to \(count)")
        pointer.update(from: other.pointer, count: count)
    }

    /// Sets every float to zero.
    public func clear() {
        pointer.update(repeating: 0, count: count)
    }
}
