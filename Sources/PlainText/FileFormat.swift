/// The format of a file, found from its first bytes. The format decides which decoder reads an image. An error about a
/// file that cannot be used names the file's format.
package enum FileFormat: String, Sendable, CaseIterable {
    case png = "PNG image"
    case jpeg = "JPEG image"
    case webP = "WebP image"
    case gif = "GIF image"
    case bmp = "BMP image"
    case tiff = "TIFF image"
    case heif = "HEIF image"
    case avif = "AVIF image"
    case jpegXL = "JPEG XL image"
    case jpeg2000 = "JPEG 2000 image"
    case photoshop = "Photoshop image"
    case icon = "Windows icon"
    case netpbm = "PBM, PGM or PPM image"
    case zip = "zip archive"
    case gzip = "gzip archive"
    case bzip2 = "bzip2 archive"
    case xz = "xz archive"
    case zstandard = "Zstandard archive"
    case sevenZip = "7-Zip archive"
    case rar = "RAR archive"
    case tar = "tar archive"
    case hdf5 = "HDF5 file"
    case pickle = "Python pickle"
    case numPy = "NumPy array"
    case parquet = "Parquet table"
    case pdf = "PDF document"

    /// How many bytes at the start of a file ``init(of:)`` examines. The signature that lies farthest from the start,
    /// that of a tar archive, has the offset 257.
    package static let length = 512

    /// The format of a file with these first bytes; nil if the format is unknown.
    package init?(of start: some Collection<UInt8>) {
        let start = Array(start.prefix(FileFormat.length))
        let known = FileFormat.signatures.first { _, offset, bytes in start.dropFirst(offset).starts(with: bytes) }
        guard let known, start.count > known.offset else { return nil }
        self = known.format
        // RIFF files, and files with `ftyp`, may have one of several formats. The four bytes at offset 8 name the
        // format.
        if known.format == .webP, !start.dropFirst(8).starts(with: "WEBP".utf8) { return nil }
        if known.format == .heif {
            let brand = String(decoding: start.dropFirst(8).prefix(4), as: UTF8.self)
            guard let format = FileFormat.brands[brand] else { return nil }
            self = format
        }
        // A text may also begin with the letters BM. In a bitmap, the four bytes at offset 6 are reserved and zero.
        if known.format == .bmp, !start.dropFirst(6).starts(with: [0, 0, 0, 0]) { return nil }
    }

    /// The name of the format with its article, for instance `an HDF5 file`.
    package var description: String {
        switch self {
        case .hdf5, .xz, .avif: "an \(rawValue)"
        default: "a \(rawValue)"
        }
    }

    /// Whether files of this format are pictures.
    package var isImage: Bool {
        switch self {
        case .png, .jpeg, .webP, .gif, .bmp, .tiff, .heif, .avif, .jpegXL, .jpeg2000, .photoshop, .icon, .netpbm: true
        default: false
        }
    }

    /// Whether files of this format are archives or compressed files.
    package var isArchive: Bool {
        switch self {
        case .zip, .gzip, .bzip2, .xz, .zstandard, .sevenZip, .rar, .tar: true
        default: false
        }
    }

    private static let signatures: [(format: FileFormat, offset: Int, bytes: [UInt8])] =
        [
            (.png, 0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), (.jpeg, 0, [0xFF, 0xD8]),
            (.tiff, 0, [0x49, 0x49, 0x2A, 0]), (.tiff, 0, [0x4D, 0x4D, 0, 0x2A]), (.icon, 0, [0, 0, 1, 0]),
            (.jpegXL, 0, [0xFF, 0x0A]), (.jpegXL, 0, [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
            (.jpeg2000, 0, [0xFF, 0x4F, 0xFF, 0x51]), (.jpeg2000, 0, [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20]),
            (.gzip, 0, [0x1F, 0x8B]), (.xz, 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
            (.zstandard, 0, [0x28, 0xB5, 0x2F, 0xFD]), (.sevenZip, 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            (.hdf5, 0, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), (.numPy, 0, [0x93] + Array("NUMPY".utf8)),
        ]
        // A pickle of protocol 2 to 5 begins with 0x80 and the protocol's number. The next byte is the opcode of a
        // frame, a dictionary, a list, a tuple, a class or a number.
        + (2...5).flatMap { version in "\u{95}}](c\u{8A}".unicodeScalars.map { [0x80, version, UInt8($0.value)] } }
        .map { (.pickle, 0, $0) }
        + texts.map { ($0.0, $0.1, Array($0.2.utf8)) }

    private static let texts: [(FileFormat, Int, String)] =
        [
            (.webP, 0, "RIFF"), (.gif, 0, "GIF87a"), (.gif, 0, "GIF89a"), (.bmp, 0, "BM"), (.heif, 4, "ftyp"),
            (.photoshop, 0, "8BPS"), (.zip, 0, "PK\u{3}\u{4}"), (.zip, 0, "PK\u{5}\u{6}"), (.bzip2, 0, "BZh"),
            (.rar, 0, "Rar!\u{1A}\u{7}"), (.tar, 257, "ustar"), (.parquet, 0, "PAR1"), (.pdf, 0, "%PDF-"),
        ] + (1...6).flatMap { kind in ["\n", " ", "\r", "\t"].map { (.netpbm, 0, "P\(kind)\($0)") } }

    private static let brands: [String: FileFormat] = [
        "avif": .avif, "avis": .avif, "heic": .heif, "heix": .heif, "heim": .heif, "heis": .heif, "hevc": .heif,
        "mif1": .heif, "msf1": .heif,
    ]
}

/// Whether a path is an address on a network, for instance `https://…` or `s3://…`. Chorus reads files only, so the
/// error for such a path tells the user to download the data first.
package func isAddress(_ path: String) -> Bool {
    guard let colon = path.firstIndex(of: ":"), path[colon...].hasPrefix("://") else { return false }
    return !path[..<colon].isEmpty
        && path[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
}
