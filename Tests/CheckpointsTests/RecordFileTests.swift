import Checkpoints
import Foundation
import Testing

/// Files of records: found by what they were made from, and unknown as soon as anything is wrong with them.
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

    /// The record of a source that a file knows.
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
        for place in 0..<tableEnd {
            var changed = bytes
            changed[place] ^= 1
            folder.write(changed, to: "some.pixels")
            #expect(RecordFile(path, length: Self.length) == nil, "byte \(place)")
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
        #expect(throws: CheckpointError.self) {
            try before.withUnsafeBytes {
                try RecordFile.write(folder.file("taken.pixels"), records: $0, length: before.count, madeFrom: [nil])
            }
        }
        #expect(folder.names == ["some.pixels", "taken.pixels"])
        #expect(folder.read("some.pixels") == before)
    }
}

/// A folder that stays within its bounds.
@Suite struct CacheFolderTests {
    let outer = TemporaryFolder()

    private func folder(limit: Int) -> CacheFolder {
        CacheFolder(path: outer.file("deep/cache"), suffix: ".pixels", limit: limit)
    }

    private func write(_ name: String, bytes: Int, used secondsAgo: Double) throws {
        outer.write(Array(repeating: 1, count: bytes), to: "deep/cache/" + name)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)], ofItemAtPath: outer.file("deep/cache/" + name)
        )
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: outer.file("deep/cache")).sorted()
    }

    @Test func whatWasUsedLongestAgoGoesFirst() throws {
        let folder = folder(limit: 250)
        try folder.make()
        try folder.make()
        for (name, age) in [("a.pixels", 400.0), ("b.pixels", 300), ("c.pixels", 200), ("d.pixels", 100)] {
            try write(name, bytes: 100, used: age)
        }
        folder.touch("a")
        folder.trim()
        #expect(try names() == ["a.pixels", "d.pixels"])
    }

    @Test func othersFilesAreLeftAlone() throws {
        let folder = folder(limit: 0)
        try folder.make()
        try write("peers", bytes: 100, used: 1e6)
        try write("a.pixels", bytes: 100, used: 0)
        folder.trim()
        #expect(try names() == ["peers"])
    }

    @Test func whatWasLeftHalfWrittenGoesAfterAnHour() throws {
        let folder = folder(limit: 1000)
        try folder.make()
        try write("a.pixels.17.temporary", bytes: 10, used: 4000)
        try write("b.pixels.18.temporary", bytes: 10, used: 3000)
        folder.trim()
        #expect(try names() == ["b.pixels.18.temporary"])
    }

    @Test func aFolderThatCannotBeMade() throws {
        outer.write([], to: "deep")
        #expect(throws: CheckpointError.self) { try folder(limit: 0).make() }
        folder(limit: 0).trim()
    }
}
