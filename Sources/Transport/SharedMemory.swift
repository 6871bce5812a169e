import CZeroMQ
import Glibc
import Synchronization

/// Memory that the processes of one machine have together, so that a frame which lies in it is told of and not sent.
///
/// Whoever wants to send takes a ``Block`` and fills it. A socket that has this memory sends of such a frame the place
/// alone, and counts a reader of the block; the other side reads it there and counts itself out when it has done. A block
/// that nobody holds and nobody reads is used again. What a process that was killed still read is never used again, and
/// when no memory is left, frames are in memory of their own and sent as bytes. Any thread may use it.
public final class SharedMemory: @unchecked Sendable {
    /// Where another process of this user finds it, for as long as this one lives.
    public let path: String
    private let bytes: UnsafeMutableRawBufferPointer
    private let file: Int32
    /// The blocks that this process has taken, by their places.
    private let blocks = Mutex<[(range: Range<Int>, isHeld: Bool)]>([])

    /// In front of the first block is the place where the next one may begin; in front of a block the number of those who
    /// read it, and then ``mark`` and its length. Each has a cache line.
    private static let headerBytes = 64
    /// What tells a block from what lies in one: 64 bits that no weights and gradients hold by chance.
    private static let mark = 0x6368_6F72_7573_B10C

    /// Memory of this size, of which nothing is used before it is taken.
    ///
    /// - Throws: ``TransportError/system(operation:code:)``.
    public init(byteCount: Int) throws(TransportError) {
        file = memory_file("chorus", byteCount + SharedMemory.headerBytes)
        guard file >= 0 else { throw .system(operation: "memfd_create", code: errno) }
        path = "/proc/\(getpid())/fd/\(file)"
        bytes = try SharedMemory.map(file)
        counter(at: 0).pointee.store(SharedMemory.headerBytes, ordering: .relaxed)
    }

    /// That of another process, by its ``path``.
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

    /// Some of this memory that its holder alone may write to, with any contents.
    public final class Block: Sendable {
        private let memory: SharedMemory
        private let range: Range<Int>

        fileprivate init(_ range: Range<Int>, of memory: SharedMemory) {
            self.memory = memory
            self.range = range
        }

        /// The bytes, aligned to 64.
        public var bytes: UnsafeMutableRawBufferPointer {
            UnsafeMutableRawBufferPointer(rebasing: memory.bytes[range])
        }

        deinit {
            memory.release(range)
        }
    }

    /// A block of `count` bytes that nobody reads; nil if there is no memory for one.
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
        var place = next.pointee.load(ordering: .relaxed)
        while true {
            // Another process may have written anything there.
            guard place >= SharedMemory.headerBytes, place <= bytes.count - size else { return nil }
            let (isDone, seen) = next.pointee.compareExchange(
                expected: place, desired: place + size, ordering: .relaxed)
            if isDone { break }
            place = seen
        }
        let block = place + SharedMemory.headerBytes
        counter(at: place).pointee.store(0, ordering: .relaxed)
        bytes.storeBytes(of: SharedMemory.mark, toByteOffset: place + 8, as: Int.self)
        bytes.storeBytes(of: count, toByteOffset: place + 16, as: Int.self)
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

    /// Maps the whole file, or closes it.
    private static func map(_ file: Int32) throws(TransportError) -> UnsafeMutableRawBufferPointer {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw closing(file, after: "fstat") }
        let count = Int(status.st_size)
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let start, start != MAP_FAILED else { throw closing(file, after: "mmap") }
        return UnsafeMutableRawBufferPointer(start: start, count: count)
    }
}

/// The messages' side of it.
extension SharedMemory {
    /// Where a frame lies, as it is told of: the block's first byte and the frame's, and its length.
    private struct Place: BitwiseCopyable {
        let block: Int
        let start: Int
        let count: Int
    }

    /// Counts a reader of some bytes. Returns what tells the other process of them, nil if they are not in this memory.
    func lend(_ frame: SharedBytes) -> [UInt8]? {
        guard let (range, block) = range(of: frame) else { return nil }
        counter(at: block - SharedMemory.headerBytes).pointee.wrappingAdd(1, ordering: .releasing)
        return withUnsafeBytes(of: Place(block: block, start: range.lowerBound, count: range.count)) { Array($0) }
    }

    /// Counts a reader out whom nobody has told.
    func takeBack(_ frame: SharedBytes) {
        guard let (_, block) = range(of: frame) else { return }
        counter(at: block - SharedMemory.headerBytes).pointee.wrappingSubtract(1, ordering: .releasing)
    }

    /// The bytes that another process tells of, and what is to be called once they are read; nil if no other process has
    /// them in a block that somebody reads.
    func borrow(_ told: ReceivedBytes) -> (bytes: UnsafeRawBufferPointer, done: @Sendable () -> Void)? {
        guard told.count == MemoryLayout<Place>.size else { return nil }
        let place = told.withUnsafeBytes { $0.loadUnaligned(as: Place.self) }
        guard let block = block(at: place.block), !blocks.withLock({ $0.contains { $0.range == block } }),
            counter(at: place.block - SharedMemory.headerBytes).pointee.load(ordering: .acquiring) > 0,
            block.contains(place.start), place.count >= 0, place.count <= block.upperBound - place.start
        else { return nil }
        let frame = UnsafeRawBufferPointer(rebasing: bytes[place.start..<place.start + place.count])
        return (
            frame,
            { [self] in
                counter(at: place.block - SharedMemory.headerBytes).pointee.wrappingSubtract(1, ordering: .releasing)
            }
        )
    }

    /// The bytes of the block that begins here, if one does.
    private func block(at start: Int) -> Range<Int>? {
        guard start >= 2 * SharedMemory.headerBytes, start <= bytes.count, start.isMultiple(of: 64) else { return nil }
        let header = start - SharedMemory.headerBytes
        let count = bytes.load(fromByteOffset: header + 16, as: Int.self)
        guard bytes.load(fromByteOffset: header + 8, as: Int.self) == SharedMemory.mark, count >= 0,
            count <= bytes.count - start
        else { return nil }
        return start..<start + count
    }

    /// A frame's place and the first byte of its block, if this process has taken that.
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
