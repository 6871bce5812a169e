import Files
import Foundation
import Testing
import TestKit

/// Files of records: records are found by what they were made from, and not found if they are damaged.
@Suite struct RecordFileTests {
    private static let length = 100
    private static let sources = (0..<5).map(source)

    let folder = TemporaryFolder()
    var path: String { folder.file("some.pixels") }

    private static func source(_ number: Int) -> ContentDigest {
        Array("file \(number)".utf8).withUnsafeBytes { ContentDigest(of: $0) }
    }

    private static func record(_ number: Int) -> [UInt8] { (0..<length).map { UInt8(truncatingIfNeeded: $0 * number) } }

    private func write(_ sources: [ContentDigest?] = sources) throws {
        try sources.indices.flatMap(Self.record).withUnsafeBytes {
            try RecordFile.write(path, records: $0, length: Self.length, madeFrom: sources)
        }
    }

    /// The record of a source; nil if the file does not have it.
    private func read(_ source: ContentDigest, of file: RecordFile?) -> [UInt8]? {
        var record = [UInt8](repeating: 0xAB, count: Self.length)
        return file?.read(madeFrom: source, into: &record) == true ? record : nil
    }

    @Test func recordsAreFoundByWhatTheyWereMadeFrom() throws {
        try write()
        let file = RecordFile(path, length: Self.length)
        for (number, source) in Self.sources.enumerated() { #expect(read(source, of: file) == Self.record(number)) }
        #expect(read(Self.source(5), of: file) == nil)
        #expect(folder.names == ["some.pixels"])
        #expect(folder.read("some.pixels").count == RecordFile.byteCount(records: 5, length: Self.length))
    }

    @Test func recordsAtPlaces() throws {
        try write()
        let file = try #require(RecordFile(path, length: Self.length))
        var records = [UInt8](repeating: 0, count: 3 * Self.length)
        file.read(3..<6, into: &records)
        #expect(records == Self.record(3) + Self.record(4) + Array(repeating: 0, count: Self.length))
        #expect(file.isRecord(at: 3, madeFrom: Self.sources[3], in: &records))
        #expect(!file.isRecord(at: 3, madeFrom: Self.sources[4], in: &records))
        #expect(!file.isRecord(at: 5, madeFrom: Self.sources[3], in: &records))
        records[0] ^= 1
        #expect(!file.isRecord(at: 3, madeFrom: Self.sources[3], in: &records))
    }

    @Test func whatHasNoSourceIsLeftOut() throws {
        try write([nil, Self.sources[1], nil, Self.sources[1], Self.sources[4]])
        let file = RecordFile(path, length: Self.length)
        #expect([0, 1, 3, 4].map { read(Self.sources[$0], of: file) } == [nil, Self.record(1), nil, Self.record(4)])
        try write([nil])
        #expect(read(Self.sources[0], of: RecordFile(path, length: Self.length)) == nil)
    }

    @Test func aDamagedRecordIsUnknownAndTheOthersAreNot() throws {
        try write()
        var bytes = folder.read("some.pixels")
        bytes[bytes.count - 1] ^= 0x80
        folder.write(bytes, to: "some.pixels")
        let file = RecordFile(path, length: Self.length)
        #expect(read(Self.sources[4], of: file) == nil)
        #expect(read(Self.sources[3], of: file) == Self.record(3))
    }

    @Test func nothingIsKnownOfAFileThatIsNotWhole() throws {
        try write()
        let bytes = folder.read("some.pixels")
        let tableEnd = bytes.count - 5 * Self.length
        for index in 0..<tableEnd {
            var changed = bytes
            changed[index] ^= 1
            folder.write(changed, to: "some.pixels")
            #expect(RecordFile(path, length: Self.length) == nil, "byte \(index)")
        }
        for count in [0, 10, 31, 32, 200, tableEnd, bytes.count - 1] {
            folder.write(Array(bytes.prefix(count)), to: "some.pixels")
            #expect(RecordFile(path, length: Self.length) == nil, "\(count) bytes")
        }
        folder.write(bytes + [0], to: "some.pixels")
        #expect(RecordFile(path, length: Self.length) == nil)
        folder.write(bytes, to: "some.pixels")
        #expect(RecordFile(path, length: Self.length - 1) == nil)
        #expect(RecordFile(folder.path, length: Self.length) == nil)
        #expect(RecordFile(folder.file("other"), length: Self.length) == nil)
    }

    @Test func aFailedWriteLeavesWhatWasThere() throws {
        try write()
        let before = folder.read("some.pixels")
        try FileManager.default.createDirectory(
            atPath: folder.file("taken.pixels/in"), withIntermediateDirectories: true)
        #expect(throws: StorageError.self) {
            try before.withUnsafeBytes {
                try RecordFile.write(folder.file("taken.pixels"), records: $0, length: before.count, madeFrom: [nil])
            }
        }
        #expect(folder.names == ["some.pixels", "taken.pixels"])
        #expect(folder.read("some.pixels") == before)
    }
}
