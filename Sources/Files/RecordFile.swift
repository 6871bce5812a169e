import Glibc

/// A file of records of one length, for instance decoded images. Each record is found by the SHA-256 of the bytes that
/// it was made from. The file is a cache: a damaged record counts as not found, and so do all records of a file with a
/// damaged table. The program then makes these records again.
///
/// | bytes | hold |
/// |---|---|
/// | 16 | `chorus records 1` |
/// | 8 | n, the number of records, little-endian like all that follows |
/// | 8 | bytes of a record |
/// | 64 n | for each record the SHA-256 of what it was made from, and the SHA-256 of the record |
/// | 32 | the SHA-256 of all bytes before |
/// | the rest | the records |
public struct RecordFile: Sendable {
    private let file: InputFile
    private let length: Int
    private let table: [Entry]
    private let indices: [ContentDigest: Int]

    private struct Entry: BitwiseCopyable {
        let source: ContentDigest
        let record: ContentDigest
    }

    private static let magic = Array("chorus records 1".utf8)
    private static let headerCount = magic.count + 16

    /// Opens a file and reads its table; nil unless the file has its full length, an undamaged table and records of
    /// `length` bytes.
    public init?(_ path: String, length: Int) {
        guard let file = try? InputFile(path, .own), file.count >= RecordFile.headerCount else { return nil }
        var header = [UInt8](repeating: 0, count: RecordFile.headerCount)
        guard (try? file.read(&header, count: header.count, at: 0)) != nil else { return nil }
        let count = header.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: RecordFile.magic.count, as: UInt64.self) }
        // The count is checked before memory for so many records is allocated: in a damaged file it may be any number.
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
            return (0..<count).map { index in
                let start = RecordFile.headerCount + index * MemoryLayout<Entry>.stride
                return head.loadUnaligned(fromByteOffset: start, as: Entry.self)
            }
        }
        guard let table else { return nil }
        self.file = file
        self.length = length
        self.table = table
        indices = Dictionary(table.enumerated().map { ($1.source, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of records in the file.
    public var count: Int { table.count }

    /// Reads the records with these indices, as far as they exist, to `target`, one after another. Reading errors are
    /// ignored: ``isRecord(at:madeFrom:in:)`` checks what is in `target`.
    public func read(_ indices: Range<Int>, into target: UnsafeMutablePointer<UInt8>) {
        let indices = indices.clamped(to: 0..<table.count)
        try? file.read(target, count: indices.count * length, at: start(of: indices.lowerBound))
    }

    /// Whether the record with this index was made from the bytes with the digest `source`, and is in `target`
    /// undamaged.
    public func isRecord(
        at index: Int, madeFrom source: ContentDigest, in target: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard index < table.count, table[index].source == source else { return false }
        return ContentDigest(of: UnsafeRawBufferPointer(start: target, count: length)) == table[index].record
    }

    /// Reads the record that was made from the bytes with this digest to `target`. Returns false if there is no such
    /// record or it is damaged; then the contents of `target` are undefined.
    public func read(madeFrom source: ContentDigest, into target: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let index = indices[source] else { return false }
        read(index..<index + 1, into: target)
        return isRecord(at: index, madeFrom: source, in: target)
    }

    /// The size in bytes of a file with this many records of this length.
    public static func byteCount(records: Int, length: Int) -> Int {
        headCount(records: records) + records * length
    }

    /// Replaces the file at `path` by one that holds `records`, of `length` bytes each. `sources` has for each record
    /// the digest of what it was made from; a record whose digest is nil is left out. This does not wait for the disk:
    /// after a power cut the file may be incomplete, and then counts as damaged.
    ///
    /// - Throws: `noSpace`, `cannotCreate` or `inputOutput`; then the old file is unchanged.
    public static func write(
        _ path: String, records: UnsafeRawBufferPointer, length: Int, madeFrom sources: [ContentDigest?]
    ) throws(StorageError) {
        precondition(records.count == sources.count * length, "\(sources.count) records in \(records.count) bytes")
        func record(_ index: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: records[index * length..<(index + 1) * length])
        }
        let kept = sources.indices.filter { sources[$0] != nil }
        var head = header(count: kept.count, length: length)
        for index in kept {
            let entry = Entry(source: sources[index]!, record: ContentDigest(of: record(index)))
            withUnsafeBytes(of: entry) { head += $0 }
        }
        let digest = head.withUnsafeBytes { ContentDigest(of: $0) }
        withUnsafeBytes(of: digest) { head += $0 }

        // Two processes may write the file at once, so each uses a temporary file of its own.
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

    private func start(of index: Int) -> Int {
        RecordFile.headCount(records: table.count) + index * length
    }

    /// The number of bytes before the first record, in a file of this many records.
    private static func headCount(records: Int) -> Int {
        headerCount + records * MemoryLayout<Entry>.stride + MemoryLayout<ContentDigest>.stride
    }

    /// The ranges of consecutive numbers among ascending indices.
    private static func runs(_ indices: [Int]) -> [Range<Int>] {
        indices.reduce(into: []) { runs, index in
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
    }
}
