import Datasets
import Foundation
import Tensors
import Testing
import TestKit

/// Other things than images in a folder: each that is left out is named, and none blocks.
@Suite struct FolderContentsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = TemporaryFolder()
        for name in ["a/1.png", "a/2.png", "b/1.png", "b/2.png"] { try folder.add(name) }
    }

    private func message(_ options: DataOptions = DataOptions()) throws -> String {
        try #require(#expect(throws: DatasetError.self) { try folder.read(options) }).description
    }

    /// Makes a file whose name is not UTF-8.
    private func addUnnameable(_ name: String, isFolder: Bool = false) throws {
        let bytes = Array((folder.file(name) + "-").utf8) + [0xFF, 0xE4]
        let made = (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { path in
            isFolder ? mkdir(path.baseAddress!, 0o755) : close(open(path.baseAddress!, O_CREAT | O_WRONLY, 0o644))
        }
        try #require(made == 0)
    }

    @Test func aNameThatIsNotUTF8() throws {
        try addUnnameable("b/x")
        #expect(try message().hasPrefix("\(folder.path)/b/x-\\xFF\\xE4: its name is not UTF-8 text, rename it"))
        let data = try folder.read(DataOptions(skipUnreadable: true))
        #expect(data.skipped == 1)
        #expect(
            data.remarks == [
                "left out 1 file that cannot be read: b/x-\\xFF\\xE4 (its name is not UTF-8 text, rename it)"
            ])
        try addUnnameable("c", isFolder: true)
        #expect(try message() == "\(folder.path)/c-\\xFF\\xE4: the folder's name is not UTF-8 text; rename it")
    }

    @Test func pipesSocketsAndLinksAmongTheImages() throws {
        try #require(mkfifo(folder.file("a/pipe.png"), 0o644) == 0)
        #expect(try message().contains("a/pipe.png: not a file but a device, a pipe or a socket"))
        try FileManager.default.removeItem(atPath: folder.file("a/pipe.png"))
        let links = [("a/null.png", "/dev/null"), ("a/lost.png", "nowhere"), ("a/round.png", "round.png")]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
        }
        let data = try folder.read(DataOptions(skipUnreadable: true))
        #expect(data.skipped == 3)
        #expect(data.train.count + data.validation.count == 4)
        for word in [
            "a/null.png (not a file but a device", "a/lost.png (a link that leads nowhere", "a/round.png (a link",
        ] {
            #expect(data.remarks[0].contains(word), "\(data.remarks)")
        }
    }

    @Test func whatStandsBesideTheClassFolders() throws {
        try #require(mkfifo(folder.file("pipe"), 0o644) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
        try addUnnameable("x")
        #expect(try folder.read().remarks == ["left out beside the class folders: loop, pipe, x-\\xFF\\xE4"])
    }

    @Test func aLinkToAClassFolderIsOne() throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file("c"), withDestinationPath: folder.file("a"))
        #expect(try folder.read().classes == ["a", "b", "c"])
    }

    @Test func aPipeAsDataDoesNotBlock() throws {
        let path = folder.file("pipe.csv")
        try #require(mkfifo(path, 0o644) == 0)
        #expect(throws: DatasetError.self) { try DatasetReader.read(path: path, options: DataOptions()) }
        #expect(throws: DatasetError.self) {
            try readImage(path: path, shape: ImageShape(height: 4, width: 4, channels: 1))
        }
    }
}
