import CTurboJPEG

/// Decodes JPEG files with libjpeg-turbo: baseline or progressive; grey, YCbCr, RGB, CMYK and YCCK.
///
/// One object serves one thread, for as many files as it likes.
final class JPEGDecoder {
    /// Why a file cannot be decoded.
    struct Failure: Error {
        let reason: String
    }

    private let handle: tjhandle

    init() {
        guard let handle = tjInitDecompress() else { preconditionFailure("libjpeg-turbo has no memory") }
        self.handle = handle
    }

    deinit {
        tjDestroy(handle)
    }

    /// Decodes a whole file. Damaged data, which libjpeg would paint over with a warning, is an error.
    func decode(_ file: [UInt8]) throws(Failure) -> Bitmap {
        var width: Int32 = -1
        var height: Int32 = -1
        var subsampling: Int32 = -1
        var colours: Int32 = -1
        let headerResult = tjDecompressHeader3(
            handle, file, UInt(file.count), &width, &height, &subsampling, &colours)
        // An unusual subsampling is reported as an error once all else is known; decoding does not need its name.
        guard headerResult == 0 || (width > 0 && height > 0 && colours >= 0) else { throw failure() }
        if let objection = Bitmap.objection(width: Int(width), height: Int(height)) {
            throw Failure(reason: objection)
        }
        let scans = JPEGDecoder.scans(in: file)
        guard scans * Int(width) * Int(height) <= JPEGDecoder.mostScannedPixels else {
            throw Failure(reason: "\(scans) scans of \(width)×\(height) pixels: no camera writes that many")
        }
        switch TJCS(UInt32(colours)) {
        case TJCS_GRAY:
            return try bitmap(of: file, width: width, height: height, format: TJPF_GRAY, channels: 1)
        case TJCS_CMYK, TJCS_YCCK:
            return rgb(
                fromInverted: try bitmap(of: file, width: width, height: height, format: TJPF_CMYK, channels: 4))
        default:
            return try bitmap(of: file, width: width, height: height, format: TJPF_RGB, channels: 3)
        }
    }

    /// Pixels times scans: each scan goes over all pixels, and a few bytes of it may stand for all of them. Without this
    /// bound a file of 200 kB takes seconds. Pictures for the web have about ten scans.
    private static let mostScannedPixels = 1 << 29

    /// How many scans a file has, or a few more: what looks like one may stand in a comment.
    private static func scans(in file: [UInt8]) -> Int {
        zip(file, file.dropFirst()).count { $0 == 0xFF && $1 == 0xDA }
    }

    private func bitmap(
        of file: [UInt8], width: Int32, height: Int32, format: TJPF, channels: Int
    ) throws(Failure) -> Bitmap {
        var result: Int32 = -1
        let pixels = [UInt8](unsafeUninitializedCapacity: Int(width) * Int(height) * channels) { target, count in
            result = tjDecompress2(
                handle, file, UInt(file.count), target.baseAddress, width, 0, height, Int32(format.rawValue),
                TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
            count = result == 0 ? target.count : 0
        }
        guard result == 0 else { throw failure() }
        return Bitmap(width: Int(width), height: Int(height), channels: channels, pixels: pixels)
    }

    private func failure() -> Failure {
        let text = tjGetErrorStr2(handle).map { String(cString: $0) } ?? "unknown error"
        return Failure(reason: "a damaged JPEG file: \(text)")
    }

    /// RGB of CMYK stored as 255 − ink (Adobe's convention, which Pillow assumes too), by Pillow's integer formula.
    private func rgb(fromInverted image: Bitmap) -> Bitmap {
        var pixels = [UInt8]()
        pixels.reserveCapacity(image.width * image.height * 3)
        for start in stride(from: 0, to: image.pixels.count, by: 4) {
            let light = Int(image.pixels[start + 3])
            for channel in start..<start + 3 {
                let product = (255 - Int(image.pixels[channel])) * light + 128
                pixels.append(UInt8(light - (product >> 8 + product) >> 8))
            }
        }
        return Bitmap(width: image.width, height: image.height, channels: 3, pixels: pixels)
    }
}
