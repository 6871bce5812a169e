/// A decoded image: 8 bits a value, rows from the top, 1 (grey) or 3 (RGB) channels, channels last.
struct Bitmap: Equatable {
    let width: Int
    let height: Int
    let channels: Int
    let pixels: [UInt8]

    /// The most pixels that are decoded: a larger image is far from any use here, or its header lies.
    ///
    /// With the coefficients of a progressive JPEG, and the grey or RGB that is made of it, an image of this size takes
    /// up to 500 MB.
    static let mostPixels = 1 << 25

    /// Why an image of this size is not decoded, if so.
    static func objection(width: Int, height: Int) -> String? {
        if width < 1 || height < 1 { return "its header gives a size of \(width)×\(height) pixels" }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        if overflow || pixels > mostPixels {
            return "its header gives \(width)×\(height) pixels, more than \(mostPixels) in all"
        }
        return nil
    }

    /// The same image in grey or in RGB.
    ///
    /// Grey is (19595·R + 38470·G + 7471·B + 32768) / 65536, as Pillow's `convert("L")` (ITU-R 601 luma).
    func converted(channels wanted: Int) -> Bitmap {
        switch (channels, wanted) {
        case (3, 1):
            return Bitmap(width: width, height: height, channels: 1, pixels: grey())
        case (1, 3):
            return Bitmap(width: width, height: height, channels: 3, pixels: pixels.flatMap { [$0, $0, $0] })
        default:
            return self
        }
    }

    private func grey() -> [UInt8] {
        let count = width * height
        return [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            pixels.withUnsafeBufferPointer { source in
                for pixel in 0..<count {
                    let red = 19595 * UInt32(source[3 * pixel])
                    let green = 38470 * UInt32(source[3 * pixel + 1])
                    let blue = 7471 * UInt32(source[3 * pixel + 2])
                    target[pixel] = UInt8(truncatingIfNeeded: (red + green + blue + 0x8000) >> 16)
                }
            }
            initialized = count
        }
    }
}
