import Glibc

/// A file of records of one length, each found by the SHA-256 of the bytes that it was made from. It holds nothing that
/// could not be made again: whatever is wrong with it, its records are unknown, and that is all.
///
/// | bytes | hold |
/// |---|---|
/// | 16 | `chorus records 1` |
/// | 8 | n, the number of records, little-endian like all that follows |
/// | 8 | bytes of a record |
/// | 64 n | for each record the SHA-256 of what it was made from, and its own |
/// | 32 | the SHA-256 of all bytes before |
/// | the rest | the records |
public struct RecordFile: Sendable {
    private let file: InputFile
    private let length: Int
    private let table: [Entry]
    private let places: [ContentDigest: Int]

    private struct Entry: BitwiseCopyable {
        let source: ContentDigest
        let record: ContentDigest
    }

    private static let magic = Array("chorus records 1".utf8)
    private static let headerCount = magic.count + 16

    /// Opens a file and reads its table; nil if there is none that is whole and has records of `length` bytes.
    public init?(_ path: String, length: Int) {
        guard let file = try? InputFile(path, .own), file.count >= RecordFile.headerCount else { return nil }
        var header = [UInt8](repeating: 0, count: RecordFile.headerCount)
        guard (try? file.read(&header, count: header.count, at: 0)) != nil else { return nil }
        let count = header.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: RecordFile.magic.count, as: UInt64.self) }
        // A number that lies is found out before anything is allocated.
        guard let count = Int(exactly: UInt64(littleEndian: count)),
            count <= file.count / (MemoryLayout<Entry>.stride + length),
            header == RecordFile.header(count: count, length: length),
            file.count == RecordFile.byteCount(records: count, length: length)
        else { return nil }
        var head = [UInt8](repeating: 0, count: RecordFile.headCount(records: count))
        guard (try? file.read(&head, count: head.count, at: 0)) != nil else { return nil }
        let table = head.withUnsafeBytes { head -> [Entry]? in
            let end = head.count - MemoryLayout<ContentDigest>.stride
            let digest = ContentDigest(of: UnsafeRawBufferPointer(rebasing: head[..<end]))
            guard digest == head.loadUnaligned(fromByteOffset: end, as: ContentDigest.self) else { return nil }
            return (0..<count).map { place in
                let start = RecordFile.headerCount + place * MemoryLayout<Entry>.stride
                return head.loadUnaligned(fromByteOffset: start, as: Entry.self)
            }
        }
        guard let table else { return nil }
        self.file = file
        self.length = length
        self.table = table
        places = Dictionary(table.enumerated().map { ($1.source, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many records it has.
    public var count: Int { table.count }

    /// Writes the records at these places, as far as there are such, to `target`, unchecked: see ``isRecord(at:madeFrom:in:)``.
    public func read(_ places: Range<Int>, into target: UnsafeMutablePointer<UInt8>) {
        let places = places.clamped(to: 0..<table.count)
        try? file.read(target, count: places.count * length, at: start(of: places.lowerBound))
    }

    /// Whether the record at a place is what was made from these bytes, and stands in `target` undamaged.
    public func isRecord(
        at place: Int, madeFrom source: ContentDigest, in target: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard place < table.count, table[place].source == source else { return false }
        return ContentDigest(of: UnsafeRawBufferPointer(start: target, count: length)) == table[place].record
    }

    /// Writes the record that was made from these bytes to `target`, which has room for it; false if it is not there or
    /// is damaged, and then anything may stand in `target`.
    public func read(madeFrom source: ContentDigest, into target: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let place = places[source] else { return false }
        read(place..<place + 1, into: target)
        return isRecord(at: place, madeFrom: source, in: target)
    }

    /// How many bytes a file takes.
    public static func byteCount(records: Int, length: Int) -> Int {
        headCount(records: records) + records * length
    }

    /// Writes a file of those of the records, of `length` bytes each, of which `sources` says what they were made from. It
    /// takes the place of what was there in one step, and does not wait for the disk: what a power cut leaves of it is
    /// found to be damaged.
    ///
    /// - Throws: `noSpace` or `inputOutput`; then what was there is as it was.
    public static func write(
        _ path: String, records: UnsafeRawBufferPointer, length: Int, madeFrom sources: [ContentDigest?]
    ) throws(StorageError) {
        precondition(records.count == sources.count * length, "\(sources.count) records in \(records.count) bytes")
        func record(_ place: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: records[place * length..<(place + 1) * length])
        }
        let kept = sources.indices.filter { sources[$0] != nil }
        var head = header(count: kept.count, length: length)
        for place in kept {
            let entry = Entry(source: sources[place]!, record: ContentDigest(of: record(place)))
            withUnsafeBytes(of: entry) { head += $0 }
        }
        let digest = head.withUnsafeBytes { ContentDigest(of: $0) }
        withUnsafeBytes(of: digest) { head += $0 }

        // Two processes may write the same file.
        let temporary = "\(path).\(UInt64.random(in: 0...UInt64.max))\(AtomicFile.temporarySuffix)"
        do throws(StorageError) {
            let output = try OutputFile(creating: temporary, for: path)
            try head.withUnsafeBufferPointer { (part) throws(StorageError) in
                try output.write(UnsafeRawBufferPointer(part))
            }
            for run in runs(kept) {
                let bytes = run.lowerBound * length..<run.upperBound * length
                try output.write(UnsafeRawBufferPointer(rebasing: records[bytes]))
            }
            try output.close()
            try AtomicFile.move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func header(count: Int, length: Int) -> [UInt8] {
        [UInt64(count), UInt64(length)].reduce(magic) { bytes, number in
            bytes + withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
    }

    private func start(of place: Int) -> Int {
        RecordFile.headCount(records: table.count) + place * length
    }

    /// Bytes of all that stands before the records.
    private static func headCount(records: Int) -> Int {
        headerCount + records * MemoryLayout<Entry>.stride + MemoryLayout<ContentDigest>.stride
    }

    /// Ascending places as ranges without gaps.
    private static func runs(_ places: [Int]) -> [Range<Int>] {
        places.reduce(into: []) { runs, place in
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
    }
}
