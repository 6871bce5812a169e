import Datasets
import Foundation
import Tensors
import Testing
import TestKit

/// WebP, and pictures that EXIF or XMP tells to turn, against Pillow's `exif_transpose`, greyscale and LANCZOS.
@Suite struct OrientationGoldenTests {
    static let entries = (try? Goldens.decoded([ImageGoldenTests.Entry].self, from: "oriented.json")) ?? []

    @Test func everyFileIsHere() {
        #expect(Set(OrientationGoldenTests.entries.map(\.file)).count == 34)
    }

    @Test(arguments: entries)
    func equalsPillow(_ entry: ImageGoldenTests.Entry) throws {
        let expected = [UInt8](try Goldens.data("oriented.bin"))[entry.offset..<entry.offset + entry.shape.count]
        let pixels = try readImage(path: Goldens.url("oriented/" + entry.file).path, shape: entry.shape)
        #expect(pixels.elementsEqual(expected))
    }

    /// What has no orientation keeps its bits, and so does what has one for a picture that was not turned.
    @Test(arguments: ["exif-1.jpg", "exif-0.jpg", "exif-9.jpg", "cut-record.jpg", "xmp-and-exif.jpg"])
    func anUprightPictureIsNotTurned(name: String) throws {
        let shape = ImageShape(height: 29, width: 37, channels: 3)
        #expect(
            try readImage(path: Goldens.url("oriented/" + name).path, shape: shape)
                == readImage(path: Goldens.url("oriented/plain.jpg").path, shape: shape))
    }

    @Test func anAnimationIsRefusedByName() throws {
        var file = Data("RIFF".utf8) + Data([30, 0, 0, 0]) + Data("WEBPVP8X".utf8)
        file += Data([10, 0, 0, 0, 2, 0, 0, 0, 36, 0, 0, 28, 0, 0]) + Data("ANIM".utf8) + Data(count: 4)
        let folder = TemporaryFolder()
        let path = folder.write(file, to: "1.webp")
        let error = #expect(throws: DatasetError.self) {
            try readImage(path: path, shape: ImageShape(height: 4, width: 4, channels: 1))
        }
        #expect(try #require(error).description.contains("animated WebP"))
    }
}
