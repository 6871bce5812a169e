import Datasets
import Foundation
import FuzzKit
import Tensors
import Testing
import TestKit

/// Small files that could take much memory or time to read.
@Suite struct HostileImageTests {
    private let shape = ImageShape(height: 4, width: 4, channels: 1)

    /// The reason for which the file is not read.
    private func refusal(_ file: Data, named name: String) throws -> String {
        let folder = TemporaryFolder()
        let path = folder.write(file, to: name)
        let error = #expect(throws: DatasetError.self) { try readImage(path: path, shape: shape) }
        return try #require(error).description
    }

    /// A JPEG file whose frame says this size, with scans behind its end.
    private func jpeg(side: UInt16, scans: Int) throws -> Data {
        var file = try Goldens.data("images/rgb.jpg")
        let frame = try #require(file.firstRange(of: Data([0xFF, 0xC0]))).lowerBound
        let bytes = [UInt8(side >> 8), UInt8(side & 0xFF)]
        file.replaceSubrange(frame + 5..<frame + 9, with: bytes + bytes)
        for _ in 1..<scans { file += [0xFF, 0xDA] }
        return file
    }

    @Test func aHeaderThatClaimsTooManyPixelsIsRefused() throws {
        let jpeg = try jpeg(side: 13_378, scans: 1)
        #expect(try refusal(jpeg, named: "1.jpg").contains("13378×13378 pixels, more than the 178956970"))
        var png = try Goldens.data("images/grey.png")
        png.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x40, 0])
        #expect(try refusal(png, named: "1.png").contains("16384×16384 pixels, more than the 178956970"))
    }

    /// Pillow's bound is reached, and its rows are never in memory together: 179 million pixels in 2 MB.
    @Test func aPictureOfPillowsBoundIsRead() throws {
        let side = 13_377
        var file = try Goldens.data("images/grey.jpg")
        let frame = try #require(file.firstRange(of: Data([0xFF, 0xC0]))).lowerBound
        let bytes = [UInt8(side >> 8), UInt8(side & 0xFF)]
        file.replaceSubrange(frame + 5..<frame + 9, with: bytes + bytes)
        let scan = try #require(file.firstRange(of: Data([0xFF, 0xDA]))).lowerBound
        let data = scan + 2 + Int(file[scan + 2]) << 8 + Int(file[scan + 3])
        // In the standard's tables 00 is a block of the same grey as the one before, and 1010 its end: 6 bits, four in
        // 3 bytes.
        let blocks = ((side + 7) / 8) * ((side + 7) / 8)
        file.removeSubrange(data...)
        file += Array(repeating: [0x28, 0xA2, 0x8A], count: blocks / 4 + 1).joined() + [0xFF, 0xD9]
        let folder = TemporaryFolder()
        let path = folder.write(file, to: "large.jpg")
        #expect(try readImage(path: path, shape: shape) == [UInt8](repeating: 128, count: 16))
    }

    /// A file that is too small for its pixels is rejected before it is decoded.
    @Test func aHeaderThatTheFileIsTooShortForIsRefused() throws {
        #expect(try refusal(jpeg(side: 13_000, scans: 1), named: "1.jpg").contains("more than its"))
        var png = try Goldens.data("images/grey.png")
        png.replaceSubrange(16..<24, with: [0, 0, 0x30, 0, 0, 0, 0x30, 0])
        #expect(try refusal(png, named: "1.png").contains("more than its"))
    }

    /// A scan of a progressive file may be a few bytes for all pixels: 490 of them took seven seconds.
    @Test func aJPEGOfManyScansIsRefused() throws {
        #expect(try refusal(jpeg(side: 800, scans: 3400), named: "1.jpg").contains("3400 scans of 800×800 pixels"))
        #expect(try !refusal(jpeg(side: 800, scans: 3300), named: "1.jpg").contains("scans of"))
    }

    /// A thousand texts of 8 MB each, in a file of 8 MB: they are skipped. Unpacking them took half a minute.
    @Test func packedTextsInAPNGAreNotUnpacked() throws {
        let folder = TemporaryFolder()
        let side = 2800
        let empty = folder.file("empty.png")
        try PNGWriter.write(
            [UInt8](repeating: 0, count: side * side), shape: ImageShape(height: side, width: side, channels: 1),
            to: empty)
        let packed = PNGChunks.contents(of: "IDAT", in: try Array(Data(contentsOf: URL(fileURLWithPath: empty))))
        let text = PNGChunks.chunk("zTXt", Array("key\0\0".utf8) + packed)
        let golden = try Array(Goldens.data("images/grey.png"))
        let headerEnd = 33
        let file = golden[..<headerEnd] + Array(repeating: text, count: 1000).joined() + golden[headerEnd...]
        let path = folder.write(Data(file), to: "texts.png")
        #expect(
            try readImage(path: path, shape: shape) == readImage(path: Goldens.image("grey.png"), shape: shape))
    }

    /// An EXIF record in pieces of one byte: as many as there are, they are put together, and no more than a bound is
    /// kept.
    @Test func anEXIFRecordInManySegments() throws {
        let name = Array("Exif\0\0".utf8)
        let quarterTurn: [UInt8] =
            [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1] + [1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        func segment(_ bytes: [UInt8]) -> [UInt8] {
            let length = 2 + name.count + bytes.count
            return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + name + bytes
        }
        let golden = try Array(Goldens.data("oriented/plain.jpg"))
        func file(_ segments: some Sequence<[UInt8]>) -> [UInt8] {
            golden[..<2] + segments.flatMap(segment) + golden[2...]
        }
        let count = 200_000
        let small = file((quarterTurn + [UInt8](repeating: 0, count: count - quarterTurn.count)).map { [$0] })
        #expect(PictureNotes(jpeg: small).exif?.count == name.count + count)
        let large = file([quarterTurn] + [[UInt8]](repeating: [UInt8](repeating: 0, count: 65_000), count: 40))
        #expect(PictureNotes(jpeg: large).exif?.count == PictureNotes.mostKept)

        let folder = TemporaryFolder()
        let shape = ImageShape(height: 37, width: 29, channels: 3)
        let turned = try readImage(path: folder.write(Data(file([quarterTurn])), to: "1.jpg"), shape: shape)
        #expect(try turned != readImage(path: folder.write(Data(golden), to: "0.jpg"), shape: shape))
        for bytes in [small, large] {
            #expect(try readImage(path: folder.write(Data(bytes), to: "2.jpg"), shape: shape) == turned)
        }
    }

    /// Of a thousand packed texts that may tell how to turn the picture, the last one is kept, as it stands in the
    /// file.
    @Test func packedXMPInAPNGIsKeptPacked() throws {
        let packed = PNGChunks.contents(of: "IDAT", in: try Array(Goldens.data("images/grey.png")))
        let text = PNGChunks.chunk("iTXt", Array("XML:com.adobe.xmp\0\u{1}\0\0\0".utf8) + packed)
        let golden = try Array(Goldens.data("images/grey.png"))
        let headerEnd = 33
        let file = golden[..<headerEnd] + Array(repeating: text, count: 1000).joined() + golden[headerEnd...]
        let xmp = try #require(PictureNotes(png: Array(file)).xmp)
        #expect(xmp.isPacked && xmp.bytes.elementsEqual(packed))
        #expect(xmp.bytes.startIndex > headerEnd + 999 * text.count)
    }
}
