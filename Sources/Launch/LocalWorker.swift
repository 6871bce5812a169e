import Foundation
import PlainText
import Run

/// A worker process that this process starts. The worker's standard error goes to a temporary file, which is unlinked
/// at once. This process reads the file: it shows each line with the worker's name, and still has the last lines after
/// the worker has ended.
final class LocalWorker {
    let process = Process()
    private let name: String
    /// The file for the worker's standard error. It is nil if no such file could be created; the lines then go to the
    /// standard error of this process.
    private let errors: FileHandle?
    /// The number of bytes of the file whose lines ``takeMessages()`` has returned.
    private var readBytes: off_t = 0
    /// The number of bytes of the file that ``takeMessages()`` has read at least once. Those after ``readBytes`` are an
    /// incomplete line, which it reads again when more bytes have arrived.
    private var seenBytes: off_t = 0
    private var lastLines: [String] = []

    /// How many of the worker's last lines are kept for an error message, since they may say why the worker has ended.
    private static let toldLines = 3
    /// The most bytes that one call of ``takeMessages()`` reads, so that a worker that writes very much cannot block
    /// this process.
    private static let mostBytes = 64 * 1024

    /// A worker that is not started yet.
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

    /// The lines that the worker has completed since the last call, each with the worker's name.
    func takeMessages() -> [String] {
        guard let errors else { return [] }
        // This function is called many times a second, and the file has hardly ever grown.
        var status = stat()
        guard fstat(errors.fileDescriptor, &status) == 0 else { return [] }
        let isRunning = process.isRunning
        guard status.st_size > (isRunning ? seenBytes : readBytes) else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(LocalWorker.mostBytes, Int(status.st_size - readBytes)))
        let count = pread(errors.fileDescriptor, &bytes, bytes.count, readBytes)
        guard count > 0 else { return [] }
        seenBytes = readBytes + off_t(count)
        // Bytes after the last line's end wait until their line is complete. If no line ends in the buffer, all its
        // bytes are taken when the worker has ended or the buffer is full.
        var end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if end == 0, !isRunning || count == LocalWorker.mostBytes { end = count }
        readBytes += off_t(end)
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n").map { line in
            errorLine(String(line.trimmingPrefix(/chorus(?:-worker)?:\s/)))
        }
        lastLines = Array((lastLines + lines).suffix(LocalWorker.toldLines))
        return lines.map { "worker \(name): \($0)" }
    }

    /// How the worker process has ended; nil while it is running.
    var end: WorkerProcessEnd? {
        guard !process.isRunning else { return nil }
        let status = process.terminationStatus
        return WorkerProcessEnd(
            worker: name, processID: process.processIdentifier,
            cause: process.terminationReason == .exit ? .exited(status: status) : .killed(signal: status))
    }

    /// How the worker process has failed, in a few words, and the last lines that it wrote. Nil while the process is
    /// running, and nil if it has ended in order.
    var failure: String? {
        guard let end, end.isFailure else { return nil }
        return "\(end)" + (lastLines.isEmpty ? "" : ": " + lastLines.joined(separator: "; "))
    }
}
