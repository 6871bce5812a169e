import Datasets
import Foundation
import Tensors
import Testing

/// Files that libjpeg or libpng warn of. Where no pixel is lost they are read, to Pillow's pixels; else they are
/// damaged, also where Pillow reads them all the same and paints over what is lost.
@Suite struct DamageGoldenTests {
    struct Entry: Decodable, CustomTestStringConvertible {
        let file: String
        let warning: String
        let pillow: String
        let sameAsWhole: Bool?
        let pixels: String?

        var testDescription: String { "\(file): \(warning)" }
    }

    static let entries = (try? Goldens.decoded([Entry].self, from: "damage.json")) ?? []
    private static let shape = ImageShape(height: 29, width: 37, channels: 1)

    /// Pillow rejects these because of a text or a colour profile; no pixel is lost.
    private static let harmless = ["text-crc.png", "gamma-short.png"]

    @Test func everyWarningIsHere() {
        let warnings = DamageGoldenTests.entries.map(\.warning).joined(separator: "\n")
        for name in [
            "ADOBE_XFORM", "BOGUS_PROGRESSION", "EXTRANEOUS_DATA", "HIT_MARKER", "HUFF_BAD_CODE", "JFIF_MAJOR",
            "JPEG_EOF",
            "MUST_RESYNC", "NOT_SEQUENTIAL",
        ] { #expect(warnings.contains("JWRN_" + name)) }
        #expect(DamageGoldenTests.entries.count == 53)
    }

    @Test(arguments: entries)
    func isReadIfNoPixelIsLost(_ entry: Entry) throws {
        let path = Goldens.url("damage/" + entry.file).path
        if entry.sameAsWhole == true || DamageGoldenTests.harmless.contains(entry.file) {
            let twin = entry.pixels ?? DamageGoldenTests.entries.first { $0.file == "more-data.png" }?.pixels
            let expected = try #require(twin.flatMap { Data(base64Encoded: $0) })
            #expect(try readImage(path: path, shape: DamageGoldenTests.shape) == Array(expected))
        } else {
            let error = #expect(throws: DatasetError.self) { try readImage(path: path, shape: DamageGoldenTests.shape) }
            #expect(try #require(error).description.contains("a damaged "))
        }
    }
}
