import Foundation
import PlainText

/// A worker process that this one has started. What it writes to its standard error goes to a file of its own that has
/// no name, so that it can be told whose words they are, and what a worker that has ended said last.
final class LocalWorker {
    let process = Process()
    private let name: String
    /// Where its standard error goes; nil if the system has no file for it: then to this process' own.
    private let errors: FileHandle?
    private var readBytes: off_t = 0
    /// The end of what was looked at; the last of it may be a line that was still being written.
    private var seenBytes: off_t = 0
    private var lastLines: [String] = []

    /// Lines that tell why it has ended.
    private static let toldLines = 3
    /// The most that is read at once; a process that writes without end is not listened to.
    private static let mostBytes = 64 * 1024

    /// One that is not started.
    init(name: String) {
        self.name = name
        var path = Array("/tmp/chorus-worker-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        if file >= 0 {
            unlink(path)
            _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        }
        errors = file < 0 ? nil : FileHandle(fileDescriptor: file, closeOnDealloc: true)
        if let errors { process.standardError = errors }
    }

    /// The lines that it has written since the last call, each with its name.
    func takeMessages() -> [String] {
        guard let errors else { return [] }
        // This is asked many times a second, and there is hardly ever anything new.
        var status = stat()
        guard fstat(errors.fileDescriptor, &status) == 0 else { return [] }
        let isRunning = process.isRunning
        guard status.st_size > (isRunning ? seenBytes : readBytes) else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(LocalWorker.mostBytes, Int(status.st_size - readBytes)))
        let count = pread(errors.fileDescriptor, &bytes, bytes.count, readBytes)
        guard count > 0 else { return [] }
        seenBytes = readBytes + off_t(count)
        // What follows the last line's end is a line that is being written, unless there is no room for more of it.
        var end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if end == 0, !isRunning || count == LocalWorker.mostBytes { end = count }
        readBytes += off_t(end)
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n").map { line in
            errorLine(String(line.hasPrefix("chorus: ") ? line.dropFirst("chorus: ".count) : line))
        }
        lastLines = Array((lastLines + lines).suffix(LocalWorker.toldLines))
        return lines.map { "worker \(name): \($0)" }
    }

    /// How it has ended, in a few words, and what it said last.
    var end: String {
        let end =
            process.terminationReason == .exit
            ? "ended with status \(process.terminationStatus)" : "was ended by signal \(process.terminationStatus)"
        return "worker \(name) \(end)" + (lastLines.isEmpty ? "" : ": " + lastLines.joined(separator: "; "))
    }
}
