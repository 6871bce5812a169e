import Checkpoints
import Files
import Foundation
import Logging
import Synchronization

/// A log file of one JSON object a line: time, level, message and metadata. Lines are appended; a disk that is full
/// costs the line and not the run.
public struct JSONLinesLog: LogHandler {
    private let file: SharedFile
    /// Metadata of every line.
    public var metadata: Logger.Metadata = [:]
    /// The least level that is written.
    public var logLevel: Logger.Level = .info

    /// Opens or makes the file.
    ///
    /// - Throws: `CheckpointError.inputOutput`.
    public init(path: String) throws(CheckpointError) {
        let descriptor: Int32
        do throws(FileError) {
            descriptor = try openOwn(path, O_RDWR | O_CREAT | O_APPEND)
        } catch {
            throw .inputOutput(path: path, operation: "write", reason: error.description)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // A process that was killed, or a full disk, may have left half a line.
        var last: UInt8 = 0
        if let size = try? handle.seekToEnd(), size > 0, pread(descriptor, &last, 1, off_t(size) - 1) == 1,
            last != UInt8(ascii: "\n")
        {
            try? handle.write(contentsOf: Data("\n".utf8))
        }
        file = SharedFile(handle)
    }

    /// A key of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var fields = self.metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["time"] = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        fields["level"] = event.level.rawValue
        fields["message"] = "\(event.message)"
        let line = Data((jsonText(fields) + "\n").utf8)
        file.handle.withLock { try? $0.write(contentsOf: line) }
    }
}

/// A file that all copies of a log write to.
private final class SharedFile: Sendable {
    let handle: Mutex<FileHandle>

    init(_ handle: sending FileHandle) {
        self.handle = Mutex(handle)
    }
}
