import CWebP

/// Decodes WebP files with libwebp: lossy and lossless; alpha is ignored. An animated file is an error.
enum WebPDecoder {
    /// Decodes a whole picture into memory, as libwebp requires, and then passes its rows to a shaper.
    static func decode(
        _ file: [UInt8], orientation: Orientation, into shaper: ImageShaper, at target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        var config = WebPDecoderConfig()
        guard WebPInitDecoderConfig(&config) != 0 else {
            throw PixelLimits.Failure(reason: "this machine has another version of libwebp than chorus was built with")
        }
        try check(WebPGetFeatures(file, file.count, &config.input))
        guard config.input.has_animation == 0 else {
            throw PixelLimits.Failure(reason: "an animated WebP file: keep one of its pictures as a file of its own")
        }
        let (width, height) = (Int(config.input.width), Int(config.input.height))
        try PixelLimits.check(width: width, height: height)
        try shaper.begin(width: width, height: height, channels: 3, orientation: orientation, target: target)
        // Three bytes a pixel for the rows, and four that libwebp needs for a lossless file.
        try PixelLimits.holding(bytes: 7 * width * height) { () throws(PixelLimits.Failure) in
            let rows = try RawRows(rows: height, rowBytes: 3 * width)
            config.output.colorspace = MODE_RGB
            config.output.is_external_memory = 1
            config.output.u.RGBA.rgba = rows.start
            config.output.u.RGBA.stride = Int32(3 * width)
            config.output.u.RGBA.size = 3 * width * height
            try check(WebPDecode(file, file.count, &config))
            for row in 0..<height { shaper.add(rows[row]) }
        }
    }

    private static func check(_ status: VP8StatusCode) throws(PixelLimits.Failure) {
        let problem: String
        switch status {
        case VP8_STATUS_OK: return
        case VP8_STATUS_OUT_OF_MEMORY: problem = "libwebp has no memory for it"
        case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: problem = "the file ends early"
        case VP8_STATUS_UNSUPPORTED_FEATURE: problem = "it uses what libwebp does not read"
        default: problem = "its data are not as they should be"
        }
        throw PixelLimits.Failure(reason: "a damaged WebP file: \(problem)")
    }
}
