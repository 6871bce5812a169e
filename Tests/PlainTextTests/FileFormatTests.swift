import PlainText
import Testing

@Suite struct FileFormatTests {
    @Test(arguments: [
        ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG image"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
        (text("RIFF????WEBPVP8 "), "a WebP image"), (text("GIF89a"), "a GIF image"),
        (text("BM????\0\0\0\0"), "a BMP image"),
        (text("????ftypheic"), "a HEIF image"), (text("????ftypavif"), "an AVIF image"),
        (text("II*\0"), "a TIFF image"),
        (text("PK\u{3}\u{4}"), "a zip archive"), ([0x1F, 0x8B, 8], "a gzip archive"),
        ([0x80, 4, 0x95], "a Python pickle"),
        ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        (text("P5\n4 4"), "a PBM, PGM or PPM image"),
        (Array(repeating: 0x20, count: 257) + text("ustar"), "a tar archive"),
    ])
    func byItsFirstBytes(start: [UInt8], name: String) {
        #expect(FileFormat(of: start)?.description == name)
    }

    @Test(arguments: ["", "P5", "BMW, VW and others", "RIFF????WAVE", "????ftypisom", "emotion,pixels", "\u{80}"])
    func othersAreUnknown(start: String) {
        #expect(FileFormat(of: Array(start.utf8)) == nil)
    }

    @Test func addressesAreNoPaths() {
        for address in ["https://a/b", "s3://bucket", "gs+x://y"] { #expect(isAddress(address)) }
        for path in ["a:b", "/a/b", "://x", "a b://c", "C:/x", ""] { #expect(!isAddress(path)) }
    }
}

private func text(_ text: String) -> [UInt8] { Array(text.utf8) }
