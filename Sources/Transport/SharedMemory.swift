import CZeroMQ
import Glibc
import Synchronization

/// Memory that processes of one machine share, so that a frame in it need not be copied through a socket.
///
/// A sender takes a ``Block`` and writes a frame into it. A socket with this memory sends only the location of the
/// frame, and increments the block's count of readers. The receiver reads the frame in place and decrements the count.
/// The sender can take a block again when its ``Block`` object is freed and no reader is left. A process that is killed
/// while it reads a block does not decrement the count, so the block is never used again. When no memory is left,
/// frames are sent as bytes. Any thread may use this object.
public final class SharedMemory: @unchecked Sendable {
    /// The path by which other processes of this user open the memory. It is valid as long as the object that made the
    /// memory exists.
    public let path: String
    private let bytes: UnsafeMutableRawBufferPointer
    private let file: Int32
    /// All blocks that this process has ever taken. `isHeld` says whether a ``Block`` object for the range exists now.
    private let blocks = Mutex<[(range: Range<Int>, isHeld: Bool)]>([])

    /// The size of a header in bytes: one cache line. The memory begins with a header that holds the offset of the next
    /// free byte. In front of each block is a header of its own. It holds the block's number of readers, ``mark`` and
    /// the block's length.
    private static let headerBytes = 64
    /// A value in the header of each block. It shows that an offset from another process is that of a block: weights
    /// and gradients do not contain these 64 bits by chance.
    private static let mark = 0x6368_6F72_7573_B10C

    /// Makes memory with `byteCount` bytes for blocks and their headers. The system provides a page of the memory only
    /// when the page is first used.
    ///
    /// - Throws: ``TransportError/system(operation:code:)``.
    public init(byteCount: Int) throws(TransportError) {
        file = memory_file("chorus", byteCount + SharedMemory.headerBytes)
        guard file >= 0 else { throw .system(operation: "memfd_create", code: errno) }
        path = "/proc/\(getpid())/fd/\(file)"
        bytes = try SharedMemory.map(file)
        counter(at: 0).pointee.store(SharedMemory.headerBytes, ordering: .relaxed)
    }

    /// Opens the memory that another process has made, by its ``path``.
    ///
    /// - Throws: ``TransportError/system(operation:code:)``.
    public init(opening path: String) throws(TransportError) {
        file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw .system(operation: "open \(path)", code: errno) }
        self.path = path
        bytes = try SharedMemory.map(file)
    }

    deinit {
        munmap(bytes.baseAddress, bytes.count)
        close(file)
    }

    /// A part of the shared memory. Only the code that holds this object may write to it. The contents are undefined at
    /// first.
    public final class Block: Sendable {
        private let memory: SharedMemory
        private let range: Range<Int>

        fileprivate init(_ range: Range<Int>, of memory: SharedMemory) {
            self.memory = memory
            self.range = range
        }

        /// The bytes of the block, which begin at an address that is a multiple of 64.
        public var bytes: UnsafeMutableRawBufferPointer {
            UnsafeMutableRawBufferPointer(rebasing: memory.bytes[range])
        }

        deinit {
            memory.release(range)
        }
    }

    /// Returns a block of `count` bytes: one that this process took earlier and that has no ``Block`` object and no
    /// readers now, or else a new one. Returns nil if too little memory is left for a new block.
    public func take(count: Int) -> Block? {
        let range: Range<Int>? = blocks.withLock { blocks in
            let known = blocks.firstIndex { !$0.isHeld && $0.range.count == count && readers(of: $0.range) == 0 }
            if let known {
                blocks[known].isHeld = true
                return blocks[known].range
            }
            guard let new = grow(by: count) else { return nil }
            blocks.append((new, true))
            return new
        }
        return range.map { Block($0, of: self) }
    }

    private func grow(by count: Int) -> Range<Int>? {
        let size = (SharedMemory.headerBytes + count + 63) & ~63
        let next = counter(at: 0)
        var offset = next.pointee.load(ordering: .relaxed)
        while true {
            // Another process may have overwritten the offset with a wrong value.
            guard offset >= SharedMemory.headerBytes, offset <= bytes.count - size else { return nil }
            let (isDone, seen) = next.pointee.compareExchange(
                expected: offset, desired: offset + size, ordering: .relaxed)
            if isDone { break }
            offset = seen
        }
        let block = offset + SharedMemory.headerBytes
        counter(at: offset).pointee.store(0, ordering: .relaxed)
        bytes.storeBytes(of: SharedMemory.mark, toByteOffset: offset + 8, as: Int.self)
        bytes.storeBytes(of: count, toByteOffset: offset + 16, as: Int.self)
        return block..<block + count
    }

    private func release(_ range: Range<Int>) {
        blocks.withLock { blocks in
            guard let index = blocks.firstIndex(where: { $0.range == range }) else { return }
            blocks[index].isHeld = false
        }
    }

    private func readers(of range: Range<Int>) -> Int {
        counter(at: range.lowerBound - SharedMemory.headerBytes).pointee.load(ordering: .acquiring)
    }

    private func counter(at offset: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        (bytes.baseAddress! + offset).assumingMemoryBound(to: Atomic<Int>.self)
    }

    private static func closing(_ file: Int32, after operation: String) -> TransportError {
        defer { close(file) }
        return .system(operation: operation, code: errno)
    }

    /// Maps the whole file into memory. If that fails, closes the file and throws.
    private static func map(_ file: Int32) throws(TransportError) -> UnsafeMutableRawBufferPointer {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw closing(file, after: "fstat") }
        let count = Int(status.st_size)
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let start, start != MAP_FAILED else { throw closing(file, after: "mmap") }
        return UnsafeMutableRawBufferPointer(start: start, count: count)
    }
}

/// How sockets send and receive frames that lie in shared memory.
extension SharedMemory {
    /// The location of a frame, as it is sent to the other process: the offset of the frame's block and the offset of
    /// the frame, both from the start of the memory, and the length of the frame.
    private struct Location: BitwiseCopyable {
        let block: Int
        let start: Int
        let count: Int
    }

    /// Adds a reader to the block of a frame. Returns the frame's location, to be sent to the other process. Returns
    /// nil if the frame lies in no block that this process has taken.
    func lend(_ frame: SharedBytes) -> [UInt8]? {
        guard let (range, block) = range(of: frame) else { return nil }
        counter(at: block - SharedMemory.headerBytes).pointee.wrappingAdd(1, ordering: .releasing)
        return withUnsafeBytes(of: Location(block: block, start: range.lowerBound, count: range.count)) { Array($0) }
    }

    /// Removes the reader that ``lend(_:)`` added to the block of a frame, after the frame's location could not be
    /// sent.
    func takeBack(_ frame: SharedBytes) {
        guard let (_, block) = range(of: frame) else { return }
        counter(at: block - SharedMemory.headerBytes).pointee.wrappingSubtract(1, ordering: .releasing)
    }

    /// Returns the bytes at a location that another process has sent. `done` removes a reader from the block: the
    /// caller must call it once the bytes are read. Returns nil if the location is wrong: it must lie inside a block
    /// that has readers and that this process has not taken itself.
    func borrow(_ description: ReceivedBytes) -> (bytes: UnsafeRawBufferPointer, done: @Sendable () -> Void)? {
        guard description.count == MemoryLayout<Location>.size else { return nil }
        let location = description.withUnsafeBytes { $0.loadUnaligned(as: Location.self) }
        guard let block = block(at: location.block), !blocks.withLock({ $0.contains { $0.range == block } }),
            counter(at: location.block - SharedMemory.headerBytes).pointee.load(ordering: .acquiring) > 0,
            block.contains(location.start), location.count >= 0, location.count <= block.upperBound - location.start
        else { return nil }
        let frame = UnsafeRawBufferPointer(rebasing: bytes[location.start..<location.start + location.count])
        return (
            frame,
            { [self] in
                counter(at: location.block - SharedMemory.headerBytes).pointee.wrappingSubtract(1, ordering: .releasing)
            }
        )
    }

    /// The range of the block that begins at `start`; nil if no block begins there.
    private func block(at start: Int) -> Range<Int>? {
        guard start >= 2 * SharedMemory.headerBytes, start <= bytes.count, start.isMultiple(of: 64) else { return nil }
        let header = start - SharedMemory.headerBytes
        let count = bytes.load(fromByteOffset: header + 16, as: Int.self)
        guard bytes.load(fromByteOffset: header + 8, as: Int.self) == SharedMemory.mark, count >= 0,
            count <= bytes.count - start
        else { return nil }
        return start..<start + count
    }

    /// The range of a frame and the start of its block; nil if the frame does not lie in a block that this process has
    /// taken.
    private func range(of frame: SharedBytes) -> (range: Range<Int>, block: Int)? {
        frame.withUnsafeBytes { part in
            guard let start = part.baseAddress, let base = bytes.baseAddress, start >= base,
                start < base + bytes.count
            else { return nil }
            let range = start - UnsafeRawPointer(base)..<start - UnsafeRawPointer(base) + part.count
            return blocks.withLock { blocks in
                blocks.first { $0.range.contains(range.lowerBound) }.map { (range, $0.range.lowerBound) }
            }
        }
    }
}
