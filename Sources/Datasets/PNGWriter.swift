import CPNG
import Files
import Glibc
public import Tensors

/// Writes 8-bit PNG files with libpng.
public enum PNGWriter {
    /// Writes an image of one (grey) or three (RGB) channels, rows from the top, to a file, which is created or
    /// replaced.
    public static func write(
        _ pixels: [UInt8], shape: ImageShape, to path: String
    ) throws(DatasetError) {
        precondition(shape.channels == 1 || shape.channels == 3, "a PNG of \(shape.channels) channels")
        precondition(pixels.count == shape.count, "\(pixels.count) pixels for an image of \(shape)")
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(shape.width)
        image.height = png_uint_32(shape.height)
        // The format without flags is grey.
        image.format = shape.channels == 3 ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
        defer { png_image_free(&image) }
        // An upper bound of the file's size: the pixels, with a filter byte for each row; one percent for the overhead
        // of deflate on noise; and 4096 bytes for the other chunks.
        let rows = (shape.width * shape.channels + 1) * shape.height
        var size = png_alloc_size_t(rows + rows / 100 + 4096)
        var file = [UInt8](repeating: 0, count: Int(size))
        guard png_image_write_to_memory(&image, &file, &size, 0, pixels, 0, nil) != 0 else {
            let message = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw DatasetError.unwritable(path: path, reason: message)
        }
        try write(file.prefix(Int(size)), to: path)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to path: String) throws(DatasetError) {
        guard let file = fopen(path, "wb") else {
            throw DatasetError.storage(.writing(path, code: errno))
        }
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        let failure = written < bytes.count ? errno : 0
        guard fclose(file) == 0, written == bytes.count else {
            let code = failure == 0 ? errno : failure
            throw DatasetError.storage(.writing(path, code: code))
        }
    }
}
