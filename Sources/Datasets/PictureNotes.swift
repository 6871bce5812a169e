import CPNG

/// The metadata of a picture's file that may give its orientation.
package struct PictureNotes {
    /// The file's EXIF record, which is a small TIFF file; nil if it has none.
    package internal(set) var exif: [UInt8]?
    /// The file's XMP record, which is a text in XML; nil if it has none.
    package internal(set) var xmp: PackedText?

    /// The orientation that Pillow's `exif_transpose` finds: that of EXIF's tag or, without one, that of XMP; upright
    /// if there is neither.
    var orientation: Orientation {
        if let number = exif.flatMap({ ExifOrientation.number(in: $0) }) {
            return Orientation(rawValue: number) ?? .upright
        }
        return xmp.flatMap { PictureNotes.number(inXMP: $0.text) }.flatMap { Orientation(rawValue: $0) } ?? .upright
    }

    /// The orientation in an XMP record, the digit after `tiff:Orientation="` or `tiff:Orientation>`; nil if there is
    /// none.
    private static func number(inXMP xmp: [UInt8]) -> Int? {
        let name = Array("tiff:Orientation".utf8)
        for start in xmp.indices where xmp[start] == name[0] && xmp[start...].starts(with: name) {
            var rest = xmp[(start + name.count)...]
            if rest.starts(with: [UInt8(ascii: "="), UInt8(ascii: "\"")]) {
                rest = rest.dropFirst(2)
            } else if rest.first == UInt8(ascii: ">") {
                rest = rest.dropFirst()
            } else {
                continue
            }
            guard let digit = rest.first.map({ Int($0) - Int(UInt8(ascii: "0")) }), (0...9).contains(digit) else {
                continue
            }
            return digit
        }
        return nil
    }
}

/// A text as a picture's file stores it, where it may be compressed. A file may have many texts, so a text is unpacked
/// only when ``text`` is read.
package struct PackedText {
    package let bytes: ArraySlice<UInt8>
    package let isPacked: Bool

    init(bytes: ArraySlice<UInt8>, isPacked: Bool = false) {
        self.bytes = bytes
        self.isPacked = isPacked
    }

    /// The most bytes that are unpacked of a compressed text. The orientation is near the start of the text.
    private static let mostUnpacked = 1 << 18

    var text: [UInt8] {
        guard isPacked else { return Array(bytes) }
        return [UInt8](unsafeUninitializedCapacity: PackedText.mostUnpacked) { target, count in
            count = bytes.withUnsafeBufferPointer {
                chorus_png_unpack($0.baseAddress, $0.count, target.baseAddress, PackedText.mostUnpacked)
            }
        }
    }
}

/// The orientation of an EXIF record.
enum ExifOrientation {
    private static let tag = 0x0112
    private static let entryBytes = 12
    private static let introduction = Array("Exif\0\0".utf8)

    /// The orientation in the first directory of an EXIF record, as EXIF's number; nil if there is none that can be
    /// read.
    static func number(in record: [UInt8]) -> Int? {
        var tiff = record[...]
        for _ in 0..<2 where tiff.starts(with: introduction) { tiff = tiff.dropFirst(introduction.count) }
        let bytes = Array(tiff)
        let isBigEndian: Bool
        switch bytes.prefix(4) {
        case [0x49, 0x49, 0x2A, 0]: isBigEndian = false
        case [0x4D, 0x4D, 0, 0x2A]: isBigEndian = true
        default: return nil
        }
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count else { return nil }
            let digits = bytes[start..<start + count]
            return isBigEndian
                ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        var found: Int?
        for entry in 0..<entries {
            let start = directory + 2 + entry * entryBytes
            guard let name = number(start, 2), let kind = number(start + 2, 2), let count = number(start + 4, 4),
                number(start + 8, 4) != nil
            else { break }
            guard name == tag, count > 0, let width = [3: 2, 4: 4][kind] else { continue }
            // A value of more than four bytes is stored elsewhere, and the entry has its offset. If an entry has
            // several numbers, the first counts; if several entries have the tag, the last counts.
            let offset = count * width > 4 ? number(start + 8, 4) : start + 8
            found = offset.flatMap { number($0, width) } ?? found
        }
        return found
    }
}
