import Glibc
import PlainText

/// Why a file or folder that the program keeps could not be read, written or locked.
public enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such file or folder.
    case missing(path: String)
    /// The disk or the user's quota is full.
    case noSpace(path: String, reason: String)
    /// The path cannot be created or changed: this user may not write there, or the folder that it would be in does not
    /// exist.
    case cannotCreate(path: String, operation: String, reason: String)
    /// The file or folder could not be read, written or locked for another reason.
    case inputOutput(path: String, operation: String, reason: String)
    /// Another user may have made or changed the file or folder.
    case notTrusted(path: String, reason: String)
    /// Another process holds the folder's lock.
    case locked(directory: String, holder: String)

    /// One line: the file, what is wrong with it, and what to do.
    public var description: String { errorLine(text) }

    private var text: String {
        switch self {
        case .missing(let path):
            "\(path): no such file"
        case .noSpace(let path, let reason):
            "cannot write \(path): \(reason); free some space, then try again"
        case .cannotCreate(let path, let operation, let reason):
            "cannot \(operation) \(path): \(reason)"
        case .inputOutput(let path, let operation, let reason):
            "cannot \(operation) \(path): \(reason)"
        case .notTrusted(let path, let reason):
            "\(path) is not trusted: \(reason)"
        case .locked(let directory, let holder):
            "\(directory) is in use by \(holder); wait for it to end or choose another directory"
        }
    }

    /// The error of a file or folder at `path` that could not be read because of a ``FileError``.
    package init(reading path: String, _ error: FileError) {
        switch error {
        case .missing: self = .missing(path: path)
        case .notTrusted: self = .notTrusted(path: path, reason: error.description)
        case .notAFile, .shortened, .system:
            self = .inputOutput(path: path, operation: "read", reason: error.description)
        }
    }

    /// The error of opening `path` to write to it.
    package init(opening path: String, _ error: FileError) {
        switch error {
        case .system(let code): self = .writing(path, operation: "open", code: code)
        case .notTrusted: self = .notTrusted(path: path, reason: error.description)
        case .missing, .notAFile, .shortened:
            self = .inputOutput(path: path, operation: "open", reason: error.description)
        }
    }

    /// The error of creating the folder `path`.
    package init(creating path: String, _ error: FileError) {
        guard case .system(let code) = error else {
            self.init(reading: path, error)
            return
        }
        self = .writing(path, operation: "create", code: code)
    }

    /// The error of a system call that was to change `path`.
    package static func writing(_ path: String, operation: String = "write", code: Int32) -> StorageError {
        switch code {
        case ENOSPC, EDQUOT: .noSpace(path: path, reason: systemText(code))
        case EACCES, EPERM, EROFS:
            .cannotCreate(
                path: path, operation: operation, reason: "\(systemText(code)); choose a place where you may write")
        case ENOENT, ENOTDIR:
            .cannotCreate(
                path: path, operation: operation, reason: "\(systemText(code)); check the folder that it is to be in")
        case EFBIG: .inputOutput(path: path, operation: operation, reason: "\(systemText(code)) (see ulimit -f)")
        default: .inputOutput(path: path, operation: operation, reason: systemText(code))
        }
    }

    /// Calls `read`, and adds the path to an error that it throws.
    package static func reading<Result>(
        _ path: String, _ read: () throws(FileError) -> Result
    ) throws(StorageError) -> Result {
        do throws(FileError) {
            return try read()
        } catch {
            throw StorageError(reading: path, error)
        }
    }
}
