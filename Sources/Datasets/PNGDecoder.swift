import CPNG

/// Decodes PNG files: grey, RGB, palette, with or without alpha, 1 to 16 bits, interlaced or not.
enum PNGDecoder {
    /// The largest compression ratio of deflate, in bytes of pixels for a byte of the file.
    private static let mostRatio = 1032

    /// Decodes a whole file, row by row, into a shaper. Alpha is ignored, 16-bit values are divided by 257. An
    /// interlaced file is decoded in memory as a whole, since its rows are complete only after several passes.
    static func decode(
        _ file: [UInt8], orientation: Orientation, into shaper: ImageShaper, at target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        // The first 26 bytes are the signature, length and name of the header chunk, width, height, bit depth, colour
        // type.
        guard file.count >= 26, Array(file[12..<16]) == Array("IHDR".utf8) else {
            throw PixelLimits.Failure(reason: "a damaged PNG file: its header is missing")
        }
        let width = file[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let height = file[20..<24].reduce(0) { $0 << 8 | Int($1) }
        try PixelLimits.check(width: width, height: height)
        // One bit a pixel is the least that a row can have.
        try PixelLimits.check(
            width: width, height: height, bytes: (width + 7) / 8 * height, file: file.count, ratio: mostRatio)
        let channels = file[25] & 2 != 0 ? 3 : 1
        let result = file.withUnsafeBufferPointer { file in
            Result { () throws(PixelLimits.Failure) in
                guard let png = chorus_png_open(file.baseAddress, file.count) else {
                    throw PixelLimits.Failure(reason: "there is no memory for it")
                }
                defer { chorus_png_close(png) }
                guard png.pointee.message.0 == 0 else { throw damage(png) }
                guard png.pointee.width == width, png.pointee.height == height,
                    png.pointee.row_bytes == width * channels
                else { throw PixelLimits.Failure(reason: "a damaged PNG file: its size is not what its header says") }
                try shaper.begin(
                    width: width, height: height, channels: channels, orientation: orientation, target: target)
                if png.pointee.passes > 1 {
                    let bytes = height * width * channels
                    try PixelLimits.holding(bytes: bytes) { () throws(PixelLimits.Failure) in
                        try readPasses(of: png, into: shaper)
                    }
                } else {
                    var row = [UInt8](repeating: 0, count: width * channels)
                    for _ in 0..<height {
                        guard chorus_png_read_row(png, &row) == 0 else { throw damage(png) }
                        row.withUnsafeBufferPointer { shaper.add($0.baseAddress!) }
                    }
                }
                guard chorus_png_finish(png) == 0 else { throw damage(png) }
            }
        }
        try result.get()
    }

    private static func readPasses(
        of png: UnsafeMutablePointer<chorus_png>, into shaper: ImageShaper
    ) throws(PixelLimits.Failure) {
        let rows = try RawRows(rows: png.pointee.height, rowBytes: png.pointee.row_bytes)
        for _ in 0..<png.pointee.passes {
            for row in 0..<png.pointee.height {
                guard chorus_png_read_row(png, rows[row]) == 0 else { throw damage(png) }
            }
        }
        for row in 0..<png.pointee.height { shaper.add(rows[row]) }
    }

    private static func damage(_ png: UnsafeMutablePointer<chorus_png>) -> PixelLimits.Failure {
        let text = withUnsafeBytes(of: png.pointee.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return PixelLimits.Failure(reason: "a damaged PNG file: \(text)")
    }
}
