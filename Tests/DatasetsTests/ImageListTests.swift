import Datasets
import Foundation
import Glibc
import Tensors
import Testing
import TestKit

/// Images to classify, by path and by folder.
@Suite struct ImageListTests {
    private let shape = ImageShape(height: 5, width: 4, channels: 1)

    @Test func pathsAreSortedByTheirBytes() throws {
        let folder = TemporaryFolder()
        for name in ["b.png", "a/z.JPG", "é.png", "Z.jpeg", ".hidden.png", ".git/x.png", "without-an-ending"] {
            try folder.add(name)
        }
        folder.write(Data("x".utf8), to: "notes.txt")
        let list = try ImageList([folder.path])
        let read = try list.read(shape: shape)
        #expect(read.paths == ["Z.jpeg", "a/z.JPG", "b.png", "without-an-ending", "é.png"].map { folder.file($0) })
        #expect(read.failures.isEmpty)
        #expect(list.remarks == ["\(folder.path): left out what is no image: notes.txt"])
        #expect(try read.images.pixels(of: [0]) == readImage(path: Goldens.image("grey.png"), shape: shape))
    }

    @Test func nothingToLookAt() throws {
        let empty = TemporaryFolder()
        #expect(throws: DatasetError.wrongLayout(path: empty.path, reason: "no images in it")) {
            try ImageList([empty.path])
        }
        #expect(throws: DatasetError.notFound(path: empty.file("nothing"))) { try ImageList([empty.file("nothing")]) }
        #expect(throws: DatasetError.address(path: "http://a/b.jpg")) { try ImageList(["http://a/b.jpg"]) }
        #expect(throws: DatasetError.self) { try ImageList(["-", "-"]) }
    }

    /// An unreadable image is named, and the others are read.
    @Test func damagedAndForeignImages() throws {
        let folder = TemporaryFolder()
        for name in ["1.png", "3.png"] { try folder.add(name) }
        try folder.write(Goldens.data("images/rgb.png").prefix(300), to: "2.png")
        folder.write(Data("GIF89a".utf8), to: "4.gif")
        folder.write(Data(), to: "5.jpg")
        let read = try ImageList([folder.path]).read(shape: shape)
        #expect(read.paths == ["1.png", "3.png"].map { folder.file($0) })
        #expect(read.images.count == 2)
        #expect(
            zip(
                read.failures.map(\.description),
                ["2.png: a damaged PNG", "4.gif: a GIF image", "5.jpg: an empty file"]
            )
            .allSatisfy { $0.hasPrefix(folder.file($1)) })
        #expect(read.failures.count == 3)
    }

    @Test func linksInACircleComeToAnEnd() throws {
        let folder = TemporaryFolder()
        try folder.add("a/1.png")
        try folder.add("b/2.png")
        for (name, target) in [("a/up", ".."), ("b/a", "../a"), ("a/b", "../b"), ("c", "c")] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
        }
        let list = try ImageList([folder.path])
        #expect(try list.read(shape: shape).paths.count == 2)
        #expect(list.remarks.count == 1)
        for word in ["a/up (a link to a folder that is read already)", "c (a link that leads nowhere or in a circle)"] {
            #expect(list.remarks[0].contains(word), "\(list.remarks)")
        }
    }

    /// The error of a path that is too long for the system says so; the folder is not taken for one that was read.
    @Test func aFolderThatCannotBeReached() throws {
        let folder = TemporaryFolder()
        try folder.add("1.png")
        let name = String(repeating: "d", count: 200)
        var folders = [open(folder.path, O_RDONLY | O_DIRECTORY)]
        for _ in 0..<21 {
            #expect(mkdirat(folders.last!, name, 0o755) == 0)
            folders.append(openat(folders.last!, name, O_RDONLY | O_DIRECTORY))
        }
        defer {
            for descriptor in folders.reversed() {
                unlinkat(descriptor, name, AT_REMOVEDIR)
                close(descriptor)
            }
        }
        let list = try ImageList([folder.path])
        let read = try list.read(shape: shape)
        #expect(read.paths == [folder.file("1.png")] && list.remarks.isEmpty, "\(list.remarks)")
        #expect(read.failures.count == 1)
        // The description cuts such a long path.
        guard case .wrongLayout(_, let reason) = read.failures.first else {
            Issue.record("\(read.failures)")
            return
        }
        #expect(reason.contains("cannot be read: File name too long"))
    }
}
