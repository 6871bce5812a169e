import CJPEG

/// Decodes JPEG files with libjpeg-turbo: baseline or progressive; grey, YCbCr, RGB, CMYK and YCCK.
enum JPEGDecoder {
    /// Decodes a whole file, row by row, into a shaper. Damage that loses pixels is an error, where libjpeg would fill
    /// them in and warn. Other warnings of libjpeg are ignored, as in Pillow.
    static func decode(
        _ file: [UInt8], orientation: Orientation, into shaper: ImageShaper, at target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        let result = file.withUnsafeBufferPointer { file in
            Result { () throws(PixelLimits.Failure) in
                guard let jpeg = chorus_jpeg_open(file.baseAddress, file.count) else {
                    throw PixelLimits.Failure(reason: "there is no memory for it")
                }
                defer { chorus_jpeg_close(jpeg) }
                try check(jpeg, file: file)
                try PixelLimits.holding(bytes: chorus_jpeg_coefficient_bytes(jpeg)) { () throws(PixelLimits.Failure) in
                    try readRows(of: jpeg, orientation: orientation, into: shaper, at: target)
                }
            }
        }
        try result.get()
    }

    /// The largest product of pixels and scans that is decoded. A scan is one pass over the picture; a progressive file
    /// has several. Each scan visits all pixels, but may have only a few bytes in the file, so that a small file could
    /// need much time. Twelve scans of the largest picture need about a second; pictures for the web have about ten
    /// scans.
    private static let mostScannedPixels = 12 * PixelLimits.mostPixels
    /// The most pixels that a byte of the file can hold with Huffman coding: a block of 64 pixels takes at least one
    /// bit.
    private static let mostPixelsPerByte = 512

    private static func check(
        _ jpeg: UnsafeMutablePointer<chorus_jpeg>, file: UnsafeBufferPointer<UInt8>
    ) throws(PixelLimits.Failure) {
        guard jpeg.pointee.message.0 == 0 else { throw damage(jpeg) }
        let (width, height) = size(of: jpeg)
        try PixelLimits.check(width: width, height: height)
        if jpeg.pointee.info.arith_code == 0 {
            try PixelLimits.check(
                width: width, height: height, bytes: width * height, file: file.count, ratio: mostPixelsPerByte)
        }
        let scans = scans(in: file)
        guard scans * width * height <= mostScannedPixels else {
            throw PixelLimits.Failure(reason: "\(scans) scans of \(width)×\(height) pixels: no camera writes that many")
        }
    }

    /// The number of scans, or more: this counts how often the bytes of the marker occur that begins a scan, and a
    /// comment may contain these bytes too.
    private static func scans(in file: UnsafeBufferPointer<UInt8>) -> Int {
        zip(file, file.dropFirst()).count { $0 == 0xFF && $1 == 0xDA }
    }

    private static func size(of jpeg: UnsafeMutablePointer<chorus_jpeg>) -> (width: Int, height: Int) {
        (Int(jpeg.pointee.info.image_width), Int(jpeg.pointee.info.image_height))
    }

    private static func readRows(
        of jpeg: UnsafeMutablePointer<chorus_jpeg>, orientation: Orientation, into shaper: ImageShaper,
        at target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        let (width, height) = size(of: jpeg)
        let (colours, channels): (J_COLOR_SPACE, Int) =
            switch jpeg.pointee.info.jpeg_color_space {
            case JCS_GRAYSCALE: (JCS_GRAYSCALE, 1)
            case JCS_CMYK, JCS_YCCK: (JCS_CMYK, 4)
            default: (JCS_RGB, 3)
            }
        try shaper.begin(
            width: width, height: height, channels: min(channels, 3), orientation: orientation, target: target)
        guard chorus_jpeg_start(jpeg, colours) == 0 else { throw damage(jpeg) }
        var row = [UInt8](repeating: 0, count: width * channels)
        for _ in 0..<height {
            guard chorus_jpeg_read_row(jpeg, &row) == 0 else { throw damage(jpeg) }
            if channels == 4 { makeRGB(ofInverted: &row, width: width) }
            row.withUnsafeBufferPointer { shaper.add($0.baseAddress!) }
        }
    }

    private static func damage(_ jpeg: UnsafeMutablePointer<chorus_jpeg>) -> PixelLimits.Failure {
        let text = withUnsafeBytes(of: jpeg.pointee.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return PixelLimits.Failure(reason: "a damaged JPEG file: \(text.isEmpty ? "a row is missing" : text)")
    }

    /// Converts a row of CMYK, stored as 255 − ink (Adobe's convention, which Pillow assumes too), to RGB in place, by
    /// Pillow's integer formula.
    private static func makeRGB(ofInverted row: inout [UInt8], width: Int) {
        for pixel in 0..<width {
            let light = Int(row[4 * pixel + 3])
            for channel in 0..<3 {
                let product = (255 - Int(row[4 * pixel + channel])) * light + 128
                row[3 * pixel + channel] = UInt8(light - (product >> 8 + product) >> 8)
            }
        }
    }
}
