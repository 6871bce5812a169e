import Files
import Glibc

/// Files that are replaced as a whole: a reader, or a process after a power cut, finds the old contents or the new.
public enum AtomicFile {
    /// Writes a small text, for instance `history.csv` or `summary.json`, in place of what the file held.
    ///
    /// - Throws: `noSpace` or `inputOutput`; then the file holds what it held before.
    public static func write(_ text: String, to path: String) throws(CheckpointError) {
        let bytes = Array(text.utf8)
        try replace(path) { (output) throws(CheckpointError) in
            try bytes.withUnsafeBufferPointer { (part) throws(CheckpointError) in
                try output.write(UnsafeRawBufferPointer(part))
            }
        }
    }

    /// Reads a small text that ``write(_:to:)`` has written.
    ///
    /// - Throws: `missing`, `notTrusted` or `inputOutput`.
    public static func text(of path: String) throws(CheckpointError) -> String {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try InputFile(path, .own).start(upTo: longestText)
        } catch .notAFile(let kind) {
            throw .inputOutput(path: path, operation: "read", reason: FileError.notAFile(kind).description)
        } catch {
            throw CheckpointError(reading: path, error)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// More bytes than any such text has.
    private static let longestText = 1 << 26

    /// What is added to the name of a file while it is written.
    public static let temporarySuffix = ".temporary"

    /// Writes a file next to `path`, then renames it to `path`.
    static func replace(
        _ path: String, contents: (OutputFile) throws(CheckpointError) -> Void
    ) throws(CheckpointError) {
        let temporary = try writeTemporary(for: path, contents: contents)
        do throws(CheckpointError) {
            try move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeFolder(of: path)
    }

    /// Writes a file next to `path` and makes sure that it is on the disk. Returns its path, or leaves none behind.
    static func writeTemporary(
        for path: String, contents: (OutputFile) throws(CheckpointError) -> Void
    ) throws(CheckpointError) -> String {
        let temporary = path + temporarySuffix
        unlink(temporary)
        let output = try OutputFile(creating: temporary, for: path)
        do throws(CheckpointError) {
            try contents(output)
            try output.finish()
        } catch {
            unlink(temporary)
            throw error
        }
        return temporary
    }

    static func move(_ source: String, to target: String) throws(CheckpointError) {
        guard rename(source, target) == 0 else { throw CheckpointError.writing(target, code: errno) }
    }

    /// Makes the names in a file's folder survive a power cut.
    static func synchronizeFolder(of path: String) throws(CheckpointError) {
        let folder = folderName(of: path)
        let descriptor = retryingInterrupted { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw CheckpointError.writing(folder, code: errno) }
        defer { close(descriptor) }
        // Some network file systems cannot synchronize a folder and say so by EINVAL.
        guard retryingInterrupted({ fsync(descriptor) }) == 0 || errno == EINVAL else {
            throw CheckpointError.writing(folder, code: errno)
        }
    }

    static func folderName(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// A new file that is being written; every byte is on the disk when ``finish()`` returns, or will be after ``close()``.
package final class OutputFile {
    /// The path that errors name: the file that this one is to become.
    private let path: String
    private var descriptor: Int32

    convenience init(creating temporary: String, for path: String) throws(CheckpointError) {
        let descriptor = retryingInterrupted {
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, OwnFile.permissions)
        }
        guard descriptor >= 0 else { throw CheckpointError.writing(path, code: errno) }
        self.init(descriptor: descriptor, path: path)
    }

    /// Takes over an open file.
    package init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var done = 0
        while done < bytes.count {
            let part = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let result = retryingInterrupted { Glibc.write(descriptor, part.baseAddress, part.count) }
            guard result > 0 else { throw CheckpointError.writing(path, code: result == 0 ? ENOSPC : errno) }
            done += result
        }
    }

    /// Waits for the disk and closes the file. Network file systems report a full disk only here.
    func finish() throws(CheckpointError) {
        guard retryingInterrupted({ fsync(descriptor) }) == 0 else { throw CheckpointError.writing(path, code: errno) }
        try close()
    }

    /// Closes the file, which the disk may still lack.
    func close() throws(CheckpointError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 || errno == EINTR else { throw CheckpointError.writing(path, code: errno) }
    }
}
