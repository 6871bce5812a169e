import Foundation
import Tensors

/// Reads image files and brings them to one shape. One object serves one thread.
final class ImageDecoder {
    private let shape: ImageShape
    private let jpeg = JPEGDecoder()
    private var resampler = LanczosResampler()

    /// The largest file that is read.
    private static let mostBytes = 1 << 28

    init(shape: ImageShape) {
        self.shape = shape
    }

    /// Whether a file's name says PNG or JPEG.
    static func isImage(_ path: String) -> Bool {
        let end = String(decoding: path.utf8.suffix(5), as: UTF8.self).lowercased()
        return [".png", ".jpg", ".jpeg"].contains { end.hasSuffix($0) }
    }

    /// Writes the image in a file, in this decoder's shape, to `target`, unless `isKnown`, which is given what the file
    /// holds, has written it there.
    func decode(
        _ path: String, into target: UnsafeMutablePointer<UInt8>,
        unless isKnown: (_ file: UnsafeRawBufferPointer) -> Bool = { _ in false }
    ) throws(DatasetError) {
        guard ImageDecoder.isImage(path) else {
            throw .unreadableFile(path: path, reason: "not a .png, .jpg or .jpeg file")
        }
        let file = try ImageDecoder.contents(of: path)
        if file.withUnsafeBytes(isKnown) { return }
        let bitmap: Bitmap
        if file.isEmpty {
            throw .unreadableFile(path: path, reason: "an empty file")
        } else if file.starts(with: PNGDecoder.signature) {
            do { bitmap = try PNGDecoder.decode(file) } catch {
                throw .unreadableFile(path: path, reason: error.reason)
            }
        } else if file.starts(with: [0xFF, 0xD8]) {
            do { bitmap = try jpeg.decode(file) } catch {
                throw .unreadableFile(path: path, reason: error.reason)
            }
        } else {
            throw .unreadableFile(path: path, reason: "neither a PNG nor a JPEG file, whatever its name says")
        }
        write(bitmap, to: target)
    }

    /// Writes a decoded image, in this decoder's shape, to `target`: first grey or RGB, then resized.
    func write(_ bitmap: Bitmap, to target: UnsafeMutablePointer<UInt8>) {
        let converted = bitmap.converted(channels: shape.channels)
        let resized = resampler.resize(converted, width: shape.width, height: shape.height)
        resized.pixels.withUnsafeBufferPointer { target.update(from: $0.baseAddress!, count: shape.count) }
    }

    private static func contents(of path: String) throws(DatasetError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(path: path, reason: "not a file")
        }
        guard status.st_size <= mostBytes else {
            throw .unreadableFile(path: path, reason: "larger than \(mostBytes >> 20) MiB")
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let got = read(descriptor, buffer.baseAddress! + count, buffer.count - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else { throw unreadable(path, failure) }
        return bytes
    }

    private static func unreadable(_ path: String, _ code: Int32) -> DatasetError {
        .unreadableFile(path: path, reason: "cannot be read: \(String(cString: strerror(code)))")
    }
}
