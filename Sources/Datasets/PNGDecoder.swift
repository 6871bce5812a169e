import CPNG

/// Decodes PNG files: grey, RGB, palette, with or without alpha, 1 to 16 bits, interlaced or not.
enum PNGDecoder {
    /// The eight bytes that every PNG file starts with.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Why a file cannot be decoded.
    struct Failure: Error {
        let reason: String
    }

    /// Decodes a whole file. Alpha is ignored, 16-bit values are divided by 257.
    static func decode(_ file: [UInt8]) throws(Failure) -> Bitmap {
        // Signature, length and name of the header chunk, width, height, bit depth, colour type.
        guard file.count >= 26, Array(file[12..<16]) == Array("IHDR".utf8) else {
            throw Failure(reason: "a damaged PNG file: its header is missing")
        }
        let width = file[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let height = file[20..<24].reduce(0) { $0 << 8 | Int($1) }
        if let objection = Bitmap.objection(width: width, height: height) { throw Failure(reason: objection) }
        let hasColour = file[25] & 2 != 0
        let channels = hasColour ? 3 : 1
        var source = chorus_png_source()
        var result: Int32 = -1
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height * channels) { target, count in
            file.withUnsafeBufferPointer { bytes in
                source.bytes = bytes.baseAddress
                source.count = bytes.count
                result = chorus_png_decode(&source, target.baseAddress, width * channels, height)
            }
            count = result == 0 ? target.count : 0
        }
        guard result == 0 else {
            throw Failure(reason: "a damaged PNG file: \(text(of: source))")
        }
        return Bitmap(width: width, height: height, channels: channels, pixels: pixels)
    }

    private static func text(of source: chorus_png_source) -> String {
        withUnsafeBytes(of: source.message) { message in
            let text = String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "libpng has no memory for it" : text
        }
    }
}
