import Files
import Foundation
import Testing
import TestKit

/// A folder of bounded size.
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
        #expect(throws: StorageError.self) { try folder(limit: 0).make() }
        folder(limit: 0).trim()
    }
}
