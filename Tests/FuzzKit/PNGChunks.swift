/// The chunks of a PNG file: length, name, contents and a checksum of name and contents.
package enum PNGChunks {
    private static let signatureCount = 8

    /// A whole chunk.
    package static func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + contents
        return bigEndian(UInt32(contents.count)) + named + bigEndian(checksum(named[...]))
    }

    /// What the chunks of this name hold, one after another.
    package static func contents(of name: String, in file: [UInt8]) -> [UInt8] {
        let wanted = ranges(in: file).filter { file[$0.lowerBound - 4..<$0.lowerBound].elementsEqual(name.utf8) }
        return wanted.flatMap { file[$0] }
    }

    /// The same bytes with right checksums, as far as they are chunks.
    static func withRightChecksums(_ file: [UInt8]) -> [UInt8] {
        var mended = file
        for range in ranges(in: file) {
            let sum = bigEndian(checksum(file[range.lowerBound - 4..<range.upperBound]))
            mended.replaceSubrange(range.upperBound..<range.upperBound + 4, with: sum)
        }
        return mended
    }

    /// Where the contents of the whole chunks lie.
    private static func ranges(in file: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = signatureCount + 8
        while start <= file.count {
            let length = file[start - 8..<start - 4].reduce(0) { $0 << 8 | Int($1) }
            guard start + length + 4 <= file.count else { break }
            ranges.append(start..<start + length)
            start += length + 12
        }
        return ranges
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// CRC-32 as in the PNG specification, annex D.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { remainder, byte in table[Int((remainder ^ UInt32(byte)) & 0xFF)] ^ remainder >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { remainder, _ in
            remainder & 1 == 1 ? 0xEDB8_8320 ^ remainder >> 1 : remainder >> 1
        }
    }
}
