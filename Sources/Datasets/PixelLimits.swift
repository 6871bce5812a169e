import Foundation
import Tensors

/// Limits of the memory and time that one picture may take to read.
enum PixelLimits {
    /// Why a file cannot be decoded.
    struct Failure: Error {
        let reason: String
    }

    /// The most pixels that are decoded: twice Pillow's MAX_IMAGE_PIXELS. Pillow too rejects larger pictures, as
    /// decompression bombs.
    static let mostPixels = 178_956_970
    /// A picture that needs at most this many bytes of memory may be decoded at the same time as others. Pictures that
    /// need more are decoded one at a time.
    static let mostSharedBytes = 1 << 26

    private static let turn = NSRecursiveLock()

    /// Rejects a picture of this size if it is empty or too large.
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

    /// Rejects a picture whose file is too short for the pixels that its header claims.
    ///
    /// - Parameters:
    ///   - bytes: the fewest bytes that the pixels have before compression.
    ///   - file: the number of bytes of the file.
    ///   - ratio: the most of these `bytes` that the format can encode in one byte of the file.
    static func check(width: Int, height: Int, bytes: Int, file: Int, ratio: Int) throws(Failure) {
        guard bytes / ratio > file else { return }
        throw Failure(
            reason: "its header gives \(width)×\(height) pixels, more than its \(file) bytes can hold: it ends early")
    }

    /// Calls `body`, which needs about `bytes` bytes of memory, and returns what it returns. If `bytes` is more than
    /// ``mostSharedBytes``, this method first waits until no other thread runs such a body, and throws if the machine
    /// has no more memory than `bytes`. A `body` may call this method again.
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

/// Rows of pixels in memory from `malloc`. If the system gives no memory, the initializer throws; an allocation by
/// Swift would end the process.
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
