public import Tensors

/// Images of one shape, 8 bits a value, one after another in one block of memory: 2,304 bytes for a 48×48 grey face.
///
/// Image i is bytes i·shape.count ..< (i + 1)·shape.count, rows from the top, channels last. A store never changes.
public struct ImageStore: @unchecked Sendable {
    /// Height, width and channels of every image.
    public let shape: ImageShape
    /// The number of images.
    public let count: Int
    private let block: PixelBlock
    private let start: UnsafeMutablePointer<UInt8>

    /// Makes `count` images: `fill` is called for each in turn with its index and its `shape.count` bytes, and must
    /// write all of them.
    public init<Failure: Error>(
        shape: ImageShape, count: Int, fill: (Int, UnsafeMutablePointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let block = PixelBlock(byteCount: count * shape.count)
        for index in 0..<count {
            try fill(index, block.pointer + index * shape.count)
        }
        self.init(shape: shape, count: count, block: block)
    }

    /// A store of the first `count` images in a block. The block is not copied.
    package init(shape: ImageShape, count: Int, block: PixelBlock) {
        precondition(block.byteCount >= count * shape.count, "\(count) images of \(shape) in \(block.byteCount) bytes")
        self.init(shape: shape, count: count, block: block, start: block.pointer)
    }

    private init(shape: ImageShape, count: Int, block: PixelBlock, start: UnsafeMutablePointer<UInt8>) {
        self.shape = shape
        self.count = count
        self.block = block
        self.start = start
    }

    /// Calls `body` with the bytes of all images, for instance to digest them.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(block) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: count * shape.count))
    }

    /// Copies the images at `indices`, one after another, to `destination`, which has room for
    /// `indices.count · shape.count` bytes.
    public func copy(_ indices: some Collection<Int>, to destination: UnsafeMutablePointer<UInt8>) {
        var target = destination
        for index in indices {
            precondition((0..<count).contains(index), "image \(index) of \(count)")
            target.update(from: start + index * shape.count, count: shape.count)
            target += shape.count
        }
        withExtendedLifetime(block) {}
    }

    /// The bytes of the images at `indices`, one after another.
    public func pixels(of indices: some Collection<Int>) -> [UInt8] {
        let byteCount = indices.count * shape.count
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
            if let start = buffer.baseAddress { copy(indices, to: start) }
            filled = byteCount
        }
    }

    /// A store of the images at `indices`, in that order. If the indices are consecutive, the new store shares the
    /// memory of this one; otherwise the images are copied.
    public func selecting(_ indices: [Int]) -> ImageStore {
        if let first = indices.first, indices.elementsEqual(first..<first + indices.count) {
            precondition(first >= 0 && first + indices.count <= count, "images from \(first) of \(count)")
            return ImageStore(shape: shape, count: indices.count, block: block, start: start + first * shape.count)
        }
        let selected = PixelBlock(byteCount: indices.count * shape.count)
        copy(indices, to: selected.pointer)
        return ImageStore(shape: shape, count: indices.count, block: selected)
    }
}

/// The memory of an image store, freed with the object. The memory is written only before the store is made.
package final class PixelBlock: @unchecked Sendable {
    package let byteCount: Int
    package let pointer: UnsafeMutablePointer<UInt8>

    /// Allocates this many bytes, and does not initialize them.
    package init(byteCount: Int) {
        self.byteCount = byteCount
        pointer = allocateBytes(max(byteCount, 1), alignment: 1).bindMemory(to: UInt8.self, capacity: byteCount)
    }

    deinit {
        pointer.deallocate()
    }
}
