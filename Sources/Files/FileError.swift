import Glibc

/// What is wrong with a file or folder. The description is the end of a sentence about it, without its path.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing of that name.
    case missing
    /// It is something else than a file, for instance a folder or a named pipe.
    case notAFile(FileKind)
    /// It became shorter while it was read.
    case shortened
    /// Others may have made or changed it.
    case notTrusted(Ownership.Objection)
    /// The operating system refused or failed, with this number of `errno`.
    case system(code: Int32)

    /// The error of a system call that was to open or read something.
    init(code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        default: self = .system(code: code)
        }
    }

    /// What is wrong, in a few words.
    public var description: String {
        switch self {
        case .missing: "no such file"
        case .notAFile(let kind): "it is \(kind.rawValue), not a file"
        case .shortened: "it became shorter while it was read"
        case .notTrusted(let objection): objection.description
        case .system(let code): systemText(code)
        }
    }
}

/// What stands in a folder under a name.
public enum FileKind: String, Sendable {
    /// A file, of which bytes can be read at any place.
    case file = "a file"
    /// A folder.
    case folder = "a folder"
    /// A link to something else.
    case link = "a symbolic link"
    /// A FIFO, or the pipe of a shell's `<(…)`.
    case pipe = "a named pipe"
    /// A socket.
    case socket = "a socket"
    /// A terminal, a disk, `/dev/null` and the like.
    case device = "a device"

    /// The kind that a `stat` tells.
    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .link
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }
}

/// What the system calls an error number.
public func systemText(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Calls again as long as a signal interrupts the system call.
public func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
