import Datasets
import Foundation
import Tensors
import Testing
import TestKit

/// Unreadable files are an error that names the file; with `skipUnreadable` they are left out and counted.
@Suite struct DatasetErrorsTests {
    private static func golden(_ name: String) throws -> Data { try Goldens.data("images/" + name) }

    /// A folder with one unreadable file of this content among good ones.
    private static func folder(with contents: Data, named name: String) throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        try folder.add("train/happy/1.png")
        folder.write(contents, to: "train/happy/" + name)
        try folder.add("train/sad/1.png")
        try folder.add("validation/sad/1.png")
        return folder
    }

    private static func expectUnreadable(_ folder: TemporaryFolder, _ name: String, _ part: String) throws {
        let error = #expect(throws: DatasetError.self) { try folder.read() }
        let text = try #require(error).description
        #expect(text.hasPrefix(folder.file("train/happy/" + name) + ": "))
        #expect(text.contains(part))
        #expect(text.hasSuffix("data.skip_unreadable"))
        #expect(!text.contains("\n"))
        let rest = try folder.read(DataOptions(skipUnreadable: true))
        #expect(rest.skipped == 1)
        #expect(rest.remarks.contains { $0.hasPrefix("left out 1 file that cannot be read: train/happy/\(name) (") })
        #expect(rest.train.labels == [0, 1])
    }

    @Test(arguments: ["rgb.png", "interlaced.png", "rgb.jpg", "progressive.JPG", "grey.jpg"], [0.2, 0.6, 0.99])
    func truncated(name: String, part: Double) throws {
        let whole = try DatasetErrorsTests.golden(name)
        let folder = try DatasetErrorsTests.folder(with: whole.prefix(Int(Double(whole.count) * part)), named: "x.png")
        let kind = name.hasSuffix("png") ? "PNG" : "JPEG"
        try DatasetErrorsTests.expectUnreadable(folder, "x.png", "a damaged \(kind) file")
    }

    @Test func emptyForeignAndFolders() throws {
        let empty = try DatasetErrorsTests.folder(with: Data(), named: "0.jpg")
        try DatasetErrorsTests.expectUnreadable(empty, "0.jpg", "an empty file")
        let text = try DatasetErrorsTests.folder(with: Data("hello".utf8), named: "0.png")
        try DatasetErrorsTests.expectUnreadable(text, "0.png", "neither a PNG, a JPEG nor a WebP image")
        let foreign = try DatasetErrorsTests.folder(with: Data("GIF89a".utf8 + [1, 0, 1, 0]), named: "2.gif")
        try DatasetErrorsTests.expectUnreadable(
            foreign, "2.gif", "a GIF image, and only PNG, JPEG and WebP images are read")
        let nested = try DatasetErrorsTests.folder(with: Data(), named: "deeper.png/1.txt")
        try DatasetErrorsTests.expectUnreadable(
            nested, "deeper.png", "a folder inside the class folder 'happy'; move its images up")
    }

    /// Files that are left out are counted and named.
    @Test func whatIsLeftOutIsNamed() throws {
        let folder = TemporaryFolder()
        for index in 0..<9 { try folder.add("a/\(index).png") }
        try folder.add("b/1.png")
        for index in 0..<7 {
            folder.write(Data("BM??????".utf8).dropLast(2) + Data(count: 9), to: "b/x\(index).bmp")
        }
        folder.write(Data("x".utf8), to: "README.md")
        let data = try folder.read(DataOptions(validationFraction: 0, skipUnreadable: true))
        #expect(data.skipped == 7)
        #expect(data.remarks.count == 2)
        #expect(data.remarks[0] == "left out beside the class folders: README.md")
        #expect(data.remarks[1].hasPrefix("left out 7 files that cannot be read: b/x0.bmp (a BMP image"))
        #expect(data.remarks[1].components(separatedBy: ".bmp (").count == 8)
    }

    @Test func aFlippedBitInAPNG() throws {
        var damaged = try DatasetErrorsTests.golden("rgb.png")
        damaged[damaged.count / 2] ^= 0x10
        let folder = try DatasetErrorsTests.folder(with: damaged, named: "3.png")
        try DatasetErrorsTests.expectUnreadable(folder, "3.png", "a damaged PNG file: ")
    }

    @Test func absurdSizesAreNotAllocated() throws {
        var png = try DatasetErrorsTests.golden("rgb.png")
        png.replaceSubrange(16..<24, with: [0x00, 0x01, 0x86, 0xA0, 0x00, 0x01, 0x86, 0xA0])
        let folder = try DatasetErrorsTests.folder(with: png, named: "3.png")
        try DatasetErrorsTests.expectUnreadable(folder, "3.png", "100000×100000 pixels")
        var jpeg = try DatasetErrorsTests.golden("rgb.jpg")
        let frame = try #require(jpeg.firstRange(of: Data([0xFF, 0xC0])))
        jpeg.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [0xFF, 0x00, 0xFF, 0x00])
        let other = try DatasetErrorsTests.folder(with: jpeg, named: "3.jpg")
        try DatasetErrorsTests.expectUnreadable(other, "3.jpg", "65280×65280 pixels")
    }

    @Test func theFirstInFileOrderIsReported() throws {
        let folder = TemporaryFolder()
        for index in 100..<400 {
            try folder.add("a/\(index).png")
        }
        for index in [170, 171, 250, 399] { folder.write(Data(), to: "a/\(index).png") }
        for _ in 0..<5 {
            #expect(throws: DatasetError.unreadableFile(path: folder.file("a/170.png"), reason: "an empty file")) {
                try folder.read()
            }
        }
        #expect(try folder.read(DataOptions(skipUnreadable: true)).skipped == 4)
    }

    @Test func oneImageThatCannotBeRead() throws {
        let shape = ImageShape(height: 4, width: 4, channels: 1)
        let folder = TemporaryFolder()
        #expect(throws: DatasetError.notFound(path: folder.file("no.png"))) {
            try readImage(path: folder.file("no.png"), shape: shape)
        }
        let empty = folder.write(Data(), to: "empty.png")
        #expect(throws: DatasetError.unreadableFile(path: empty, reason: "an empty file")) {
            try readImage(path: empty, shape: shape)
        }
    }
}
