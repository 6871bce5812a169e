import Files
import Foundation
import PlainText
import Tensors

/// Reads image files and converts them to one shape. One object is used by one thread.
final class ImageDecoder {
    private let shaper: ImageShaper

    /// The size in bytes of the largest file that is read.
    private static let mostBytes = 1 << 30

    init(shape: ImageShape) {
        shaper = ImageShaper(shape: shape)
    }

    /// Decodes the image file at `path` and writes the image, in this decoder's shape, to `target`. The format is known
    /// by the contents, not by the file's name. `isKnown` gets the contents first. If `isKnown` returns true, it has
    /// written the image to `target` itself, and nothing is decoded.
    func decode(
        _ path: String, into target: UnsafeMutablePointer<UInt8>,
        unless isKnown: (_ file: UnsafeRawBufferPointer) -> Bool = { _ in false }
    ) throws(DatasetError) {
        do throws(PixelLimits.Failure) {
            let file = try ImageDecoder.open(path)
            try PixelLimits.holding(bytes: file.count) { () throws(PixelLimits.Failure) in
                let bytes = try ImageDecoder.contents(of: file)
                if bytes.withUnsafeBytes(isKnown) { return }
                try decode(bytes, into: target)
            }
        } catch {
            throw .unreadableFile(path: path, reason: error.reason)
        }
    }

    /// Decodes an image, given by the bytes of its file, and writes it, in this decoder's shape, to `target`.
    func decode(_ file: [UInt8], into target: UnsafeMutablePointer<UInt8>) throws(PixelLimits.Failure) {
        if file.isEmpty { throw PixelLimits.Failure(reason: "an empty file") }
        switch FileFormat(of: file) {
        case .png:
            let orientation = PictureNotes(png: file).orientation
            try PNGDecoder.decode(file, orientation: orientation, into: shaper, at: target)
        case .jpeg:
            let orientation = PictureNotes(jpeg: file).orientation
            try JPEGDecoder.decode(file, orientation: orientation, into: shaper, at: target)
        case .webP:
            let orientation = PictureNotes(webP: file).orientation
            try WebPDecoder.decode(file, orientation: orientation, into: shaper, at: target)
        case let other?:
            throw PixelLimits.Failure(reason: "\(other.description), and only PNG, JPEG and WebP images are read")
        case nil:
            throw PixelLimits.Failure(reason: "neither a PNG, a JPEG nor a WebP image, whatever its name says")
        }
    }

    /// Writes a square grey picture, in this decoder's shape, to `target`.
    func write(
        grey pixels: [UInt8], side: Int, to target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        precondition(pixels.count == side * side, "\(pixels.count) pixels for a side of \(side)")
        try shaper.begin(width: side, height: side, channels: 1, orientation: .upright, target: target)
        pixels.withUnsafeBufferPointer { pixels in
            for row in 0..<side { shaper.add(pixels.baseAddress! + row * side) }
        }
    }

    private static func open(_ path: String) throws(PixelLimits.Failure) -> InputFile {
        let file: InputFile
        do throws(FileError) {
            file = try InputFile(path)
        } catch {
            throw unreadable(error)
        }
        guard file.count <= mostBytes else { throw PixelLimits.Failure(reason: "larger than \(mostBytes >> 20) MiB") }
        return file
    }

    private static func contents(
        of file: InputFile, upTo limit: Int = mostBytes
    ) throws(PixelLimits.Failure) -> [UInt8] {
        do throws(FileError) {
            return try file.start(upTo: limit)
        } catch {
            throw unreadable(error)
        }
    }

    /// The format of a file by its contents; nil if it is unknown, or the file cannot be read.
    static func format(of path: String) -> FileFormat? {
        guard let file = try? open(path), let start = try? contents(of: file, upTo: FileFormat.length) else {
            return nil
        }
        return FileFormat(of: start)
    }

    /// Reads all of standard input. More than ``mostBytes`` bytes are an error.
    static func standardInput() throws(PixelLimits.Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = read(STDIN_FILENO, &part, part.count)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw unreadable(.system(code: errno)) }
            if got == 0 { return bytes }
            bytes += part[..<got]
            guard bytes.count <= mostBytes else {
                throw PixelLimits.Failure(reason: "larger than \(mostBytes >> 20) MiB")
            }
        }
    }

    private static func unreadable(_ error: FileError) -> PixelLimits.Failure {
        PixelLimits.Failure(reason: "cannot be read: \(error)")
    }
}
