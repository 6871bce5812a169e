import Datasets
import Foundation
import Tensors
import Testing
import TestKit

/// Decoding, greyscale and LANCZOS against Pillow's, for every kind of file and several sizes.
@Suite struct ImageGoldenTests {
    struct Entry: Decodable, CustomTestStringConvertible {
        let file: String
        let width: Int
        let height: Int
        let channels: Int
        let offset: Int

        var shape: ImageShape { ImageShape(height: height, width: width, channels: channels) }
        var testDescription: String { "\(file) \(shape)" }
    }

    static let entries = (try? Goldens.decoded([Entry].self, from: "images.json")) ?? []

    @Test func everyKindOfFileIsHere() {
        #expect(Set(ImageGoldenTests.entries.map(\.file)).count == 17)
        #expect(ImageGoldenTests.entries.count == 134)
    }

    @Test(arguments: entries)
    func equalsPillowWithinOneGreyLevel(_ entry: Entry) throws {
        let expected = [UInt8](try Goldens.data("images.bin"))[entry.offset..<entry.offset + entry.shape.count]
        let pixels = try readImage(path: Goldens.image(entry.file), shape: entry.shape)
        let differences = zip(pixels, expected).map { abs(Int($0) - Int($1)) }
        #expect(differences.count == entry.shape.count)
        #expect(differences.max()! <= 1)
    }

    @Test func aGreyFileHasThreeEqualChannelsInColour() throws {
        let grey = try readImage(path: Goldens.image("grey.png"), shape: ImageShape(height: 29, width: 37, channels: 1))
        let rgb = try readImage(path: Goldens.image("grey.png"), shape: ImageShape(height: 29, width: 37, channels: 3))
        #expect(rgb == grey.flatMap { [$0, $0, $0] })
    }

    @Test func theContentDecidesNotTheName() throws {
        let folder = TemporaryFolder()
        let shape = ImageShape(height: 29, width: 37, channels: 1)
        let renamed = try folder.add("really-a.jpg", golden: "grey.png")
        #expect(try readImage(path: renamed, shape: shape) == readImage(path: Goldens.image("grey.png"), shape: shape))
    }
}
