import Glibc

/// What is wrong with a file or folder. The description does not name the path, because it is made to end a message
/// that names the path.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no file or folder at the path.
    case missing
    /// It is not a regular file, but for instance a folder or a named pipe.
    case notAFile(FileKind)
    /// It became shorter while it was read.
    case shortened
    /// Other users can have created or changed it.
    case notTrusted(Ownership.Objection)
    /// A system call failed with this `errno`.
    case system(code: Int32)

    /// The error of a system call that opens or reads a file.
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

/// What kind of file a name in a folder refers to.
public enum FileKind: String, Sendable {
    /// A regular file.
    case file = "a file"
    /// A folder.
    case folder = "a folder"
    /// A symbolic link.
    case link = "a symbolic link"
    /// A FIFO, or the pipe of a shell's `<(…)`.
    case pipe = "a named pipe"
    /// A socket.
    case socket = "a socket"
    /// A terminal, a disk, `/dev/null` and the like.
    case device = "a device"

    /// The kind of a file, from the status that `stat` or `lstat` gives for it.
    public init(_ status: stat) {
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

/// The system's text for an error number.
public func systemText(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Repeats a system call while signals interrupt it.
public func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
