/// Finds the metadata in JPEG, WebP and PNG files. Damaged metadata is ignored; the decoder finds out whether pixels
/// are damaged.
extension PictureNotes {
    private static let exifName = Array("Exif\0\0".utf8)
    private static let xmpName = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

    /// The most bytes that are kept of a JPEG file's EXIF record: 16 full segments of 64 KiB. The directory with the
    /// orientation is usually at the start of the record.
    package static let mostKept = 1 << 20

    /// Reads the segments before a JPEG's first scan. If several have EXIF, they are parts of one record.
    package init(jpeg file: [UInt8]) {
        var at = 2
        while at + 4 <= file.count {
            guard file[at] == 0xFF, file[at + 1] != 0, file[at + 1] != 0xFF else {
                at += 1
                continue
            }
            let marker = file[at + 1]
            if marker == 0xDA || marker == 0xD9 { return }
            // The markers TEM, RST0…7 and SOI have no segment, and so no length.
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                at += 2
                continue
            }
            let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
            guard length >= 2, at + 2 + length <= file.count else { return }
            let body = file[(at + 4)..<(at + 2 + length)]
            if marker == 0xE1, body.starts(with: PictureNotes.exifName) {
                append(exif: body)
            } else if marker == 0xE1, body.starts(with: PictureNotes.xmpName) {
                xmp = PackedText(bytes: body.dropFirst(PictureNotes.xmpName.count))
            }
            at += 2 + length
        }
    }

    /// Appends a segment to the EXIF record in place. A file may have millions of segments, so the record must not be
    /// copied for each.
    private mutating func append(exif segment: ArraySlice<UInt8>) {
        guard let kept = exif?.count else {
            exif = Array(segment)
            return
        }
        exif?.append(
            contentsOf: segment.dropFirst(PictureNotes.exifName.count).prefix(PictureNotes.mostKept - kept))
    }

    /// Reads the chunks of a WebP file, of which one may hold an EXIF record and one an XMP record.
    init(webP file: [UInt8]) {
        var at = 12
        while at + 8 <= file.count {
            let length = file[at + 4..<at + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            let body = file[(at + 8)..<min(at + 8 + length, file.count)]
            if file[at..<at + 4].elementsEqual("EXIF".utf8), exif == nil { exif = Array(body) }
            if file[at..<at + 4].elementsEqual("XMP ".utf8), xmp == nil { xmp = PackedText(bytes: body) }
            at += 8 + length + length % 2
        }
    }

    /// Reads the chunks of a PNG file: the EXIF record from `eXIf`, or from the text chunk in which ImageMagick stores
    /// it, and the XMP record from a text chunk.
    package init(png file: [UInt8]) {
        var at = 8
        while at + 12 <= file.count {
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            guard at + 12 + length <= file.count else { return }
            let body = file[(at + 8)..<(at + 8 + length)]
            switch String(decoding: file[at + 4..<at + 8], as: UTF8.self) {
            case "eXIf": exif = Array(body)
            case "tEXt", "zTXt", "iTXt":
                read(
                    text: body, isInternational: file[at + 4] == UInt8(ascii: "i"),
                    isPacked: file[at + 4] == UInt8(ascii: "z"))
            default: break
            }
            at += 12 + length
        }
    }

    private mutating func read(text: ArraySlice<UInt8>, isInternational: Bool, isPacked: Bool) {
        guard let keywordEnd = text.firstIndex(of: 0) else { return }
        let keyword = String(decoding: text[..<keywordEnd], as: UTF8.self)
        var rest = text[(keywordEnd + 1)...]
        var isPacked = isPacked
        if isPacked { rest = rest.dropFirst() }
        if isInternational {
            // The fields of iTXt after the keyword: a byte for whether the text is compressed, a byte for how, then a
            // language and the keyword in that language.
            isPacked = rest.first == 1
            rest = rest.dropFirst(2)
            for _ in 0..<2 {
                guard let end = rest.firstIndex(of: 0) else { return }
                rest = rest[(end + 1)...]
            }
        }
        switch keyword {
        case "XML:com.adobe.xmp" where isInternational:
            xmp = PackedText(bytes: rest, isPacked: isPacked)
        case "Raw profile type exif" where exif == nil:
            exif = PictureNotes.record(inHexadecimal: PackedText(bytes: rest, isPacked: isPacked).text)
        default: break
        }
    }

    /// An EXIF record from a text as ImageMagick writes it: an empty line, the record's name, its length, then lines of
    /// hexadecimal digits.
    private static func record(inHexadecimal text: [UInt8]) -> [UInt8] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let digits = lines.dropFirst(3).joined().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
