import Datasets
import Tensors

extension FuzzTarget {
    /// A PNG file: the bytes as they are, and with right checksums, without which nothing behind them is reached.
    static let png = FuzzTarget(
        "png", maximumLength: 8192,
        seeds: { seeds([".png"]) },
        read: { bytes in
            try readImage(bytes, from: pngFile)
            let mended = PNGChunks.withRightChecksums(bytes)
            if mended != bytes { try readImage(mended, from: pngFile) }
        })

    /// A JPEG file.
    static let jpeg = FuzzTarget(
        "jpeg", maximumLength: 8192,
        seeds: { seeds([".jpg", ".jpeg"]) },
        read: { try readImage($0, from: jpegFile) })

    /// A WebP file.
    static let webP = FuzzTarget(
        "webp", maximumLength: 8192,
        seeds: { goldenFiles(of: "DatasetsTests", folder: "oriented", suffixes: [".webp"]) },
        read: { try readImage($0, from: webPFile) })

    private static let webPFile = ScratchFile(name: "input.webp")
    private static let pngFile = ScratchFile(name: "input.png")
    private static let jpegFile = ScratchFile(name: "input.jpg")

    /// Files of every kind, pictures with notes on how to turn them, and damaged ones.
    private static func seeds(_ suffixes: [String]) -> [[UInt8]] {
        ["images", "oriented", "damage"].flatMap { goldenFiles(of: "DatasetsTests", folder: $0, suffixes: suffixes) }
    }

    private static func readImage(_ bytes: [UInt8], from file: ScratchFile) throws {
        for channels in [1, 3] {
            let shape = ImageShape(height: 7, width: 9, channels: channels)
            do {
                let read = try file.holding(bytes) { try ImageList([$0]).read(shape: shape) }
                try promise(read.images.count + read.failures.count == 1, "an image is read, or its error is told")
                for failure in read.failures { try promiseOneLine(failure) }
            } catch let error as DatasetError {
                try promiseOneLine(error)
            }
        }
    }
}
