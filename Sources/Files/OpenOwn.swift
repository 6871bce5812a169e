import Glibc

/// Files that the program makes for itself, and whose contents it believes.
public enum OwnFile {
    /// The permissions of a new one, whatever the umask lets through: a file that others may write to is not believed.
    public static let permissions: mode_t = 0o644
}

/// Opens a file of the program's own, for instance to append to it: a regular file that is no link, and that nobody else
/// could have made or changed. The descriptor is the caller's to close.
///
/// - Parameter flags: of `open`, in addition to those that see to this.
/// - Throws: `missing`, `notAFile`, `notTrusted` or `system`.
public func openOwn(_ path: String, _ flags: Int32) throws(FileError) -> Int32 {
    try openRegular(path, flags | O_NOFOLLOW, isOwn: true).descriptor
}

/// Opens a regular file and never waits for anybody. Returns what `fstat` tells of it, too.
func openRegular(
    _ path: String, _ flags: Int32, isOwn: Bool
) throws(FileError) -> (descriptor: Int32, status: stat) {
    // Without O_NONBLOCK, a pipe of that name would block the caller until somebody opens its other end.
    let descriptor = retryingInterrupted { open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, OwnFile.permissions) }
    guard descriptor >= 0 else { throw problem(opening: path, code: errno, isOwn: isOwn) }
    var status = stat()
    var problem: FileError?
    if fstat(descriptor, &status) != 0 {
        problem = FileError(code: errno)
    } else if FileKind(status) != .file {
        problem = .notAFile(FileKind(status))
    } else if isOwn, let objection = Ownership(status).objection() {
        problem = .notTrusted(objection)
    }
    if let problem {
        close(descriptor)
        throw problem
    }
    return (descriptor, status)
}

/// What a failed `open` means: for a link, a socket, a pipe or a folder it gives numbers that say little.
private func problem(opening path: String, code: Int32, isOwn: Bool) -> FileError {
    var status = stat()
    guard [ELOOP, ENXIO, EISDIR].contains(code), lstat(path, &status) == 0 else { return FileError(code: code) }
    switch FileKind(status) {
    case .link: return isOwn ? .notTrusted(.link) : FileError(code: code)
    case .file: return FileError(code: code)
    case let kind: return .notAFile(kind)
    }
}
