import Glibc

/// Files that the program creates for itself, and whose contents it trusts.
public enum OwnFile {
    /// The permissions that a new file gets at most, whatever the umask: only its owner can write to it. A file that
    /// others can write to would not be trusted.
    public static let permissions: mode_t = 0o644
}

/// Opens a file that the program writes for itself, for instance to append to it. The file must be a regular file, not
/// a link, and other users must not be able to create or change it. Returns the descriptor, which the caller must
/// close.
///
/// - Parameter flags: flags for `open`; this function adds those that the checks need.
/// - Throws: `missing`, `notAFile`, `notTrusted` or `system`.
public func openOwn(_ path: String, _ flags: Int32) throws(FileError) -> Int32 {
    try openRegular(path, flags | O_NOFOLLOW, isOwn: true).descriptor
}

/// Opens a regular file without blocking. Returns its descriptor and its status from `fstat`. If `isOwn` is true, a
/// file that other users can have created or changed is an error.
func openRegular(
    _ path: String, _ flags: Int32, isOwn: Bool
) throws(FileError) -> (descriptor: Int32, status: stat) {
    // Without O_NONBLOCK, opening a named pipe would block until another process opens its other end.
    let descriptor = DescriptorReserve.opening {
        open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, OwnFile.permissions)
    }
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

/// The error of a failed `open`. For a link, a socket, a pipe or a folder, `code` alone does not tell what is wrong.
private func problem(opening path: String, code: Int32, isOwn: Bool) -> FileError {
    var status = stat()
    guard [ELOOP, ENXIO, EISDIR].contains(code), lstat(path, &status) == 0 else { return FileError(code: code) }
    switch FileKind(status) {
    case .link: return isOwn ? .notTrusted(.link) : FileError(code: code)
    case .file: return FileError(code: code)
    case let kind: return .notAFile(kind)
    }
}
