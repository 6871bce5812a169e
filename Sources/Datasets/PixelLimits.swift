import Foundation
import Tensors

/// What a picture may cost to read.
enum PixelLimits {
    /// Why a file cannot be decoded.
    struct Failure: Error {
        let reason: String
    }

    /// The most pixels that are decoded: twice Pillow's MAX_IMAGE_PIXELS, beyond which it takes a picture for a bomb.
    static let mostPixels = 178_956_970
    /// The most bytes that one picture may need while other threads decode theirs.
    static let mostSharedBytes = 1 << 26

    private static let turn = NSRecursiveLock()

    /// Why a picture of this size is not decoded, if so.
    static func check(width: Int, height: Int) throws(Failure) {
        if width < 1 || height < 1 {
            throw Failure(reason: "its header gives a size of \(width)×\(height) pixels")
        }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        if overflow || pixels > mostPixels {
            throw Failure(
                reason: "its header gives \(width)×\(height) pixels, more than the \(mostPixels) that are read")
        }
    }

    /// Refuses a picture of so many bytes of pixels whose file is too short for them: its header lies.
    ///
    /// - Parameter ratio: the most bytes of pixels that a byte of the format can stand for.
    static func check(width: Int, height: Int, bytes: Int, file: Int, ratio: Int) throws(Failure) {
        guard bytes / ratio > file else { return }
        throw Failure(
            reason: "its header gives \(width)×\(height) pixels, more than its \(file) bytes can hold: it ends early")
    }

    /// Calls `body`, which needs so many bytes beside the picture's rows. Pictures that need many take turns, so that
    /// memory holds one of them, however many threads read.
    static func holding<Result>(
        bytes: Int, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard bytes > mostSharedBytes else { return try body() }
        let memory = MemoryLimit.total
        guard bytes < memory else {
            throw Failure(
                reason: "needs \(bytes >> 20) MiB to be read, of this machine's \(memory >> 20) MiB of memory")
        }
        turn.lock()
        defer { turn.unlock() }
        return try body()
    }
}

/// Bytes of the C library: none where there is no memory, which is an error and not the end of the process.
final class RawRows {
    let start: UnsafeMutablePointer<UInt8>
    private let rowBytes: Int

    init(rows: Int, rowBytes: Int) throws(PixelLimits.Failure) {
        guard let memory = malloc(max(rows * rowBytes, 1)) else {
            throw PixelLimits.Failure(reason: "there is no memory for its \(rows * rowBytes >> 20) MiB of pixels")
        }
        start = memory.bindMemory(to: UInt8.self, capacity: rows * rowBytes)
        self.rowBytes = rowBytes
    }

    deinit {
        free(start)
    }

    subscript(_ row: Int) -> UnsafeMutablePointer<UInt8> { start + row * rowBytes }
}
