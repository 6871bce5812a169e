import Glibc

/// A name in a folder, and whether it is that of a file, a folder or something else.
public struct FolderEntry: Sendable {
    /// The bytes of the name, which need not be UTF-8.
    public let name: [UInt8]
    /// The kind of file that has the name. A link has the kind ``FileKind/link``, whatever it leads to. Nil if the file
    /// system does not list kinds.
    public let kind: FileKind?
}

/// All entries of a folder, in no order, without `.` and `..`.
///
/// - Throws: `missing` or `system`.
public func folderEntries(_ path: String) throws(FileError) -> [FolderEntry] {
    let descriptor = DescriptorReserve.opening { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .system(code: errno) }
    guard let folder = fdopendir(descriptor) else {
        let code = errno
        close(descriptor)
        throw .system(code: code)
    }
    defer { closedir(folder) }
    var entries: [FolderEntry] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else { break }
        let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        guard name != Array(".".utf8), name != Array("..".utf8) else { continue }
        entries.append(FolderEntry(name: name, kind: FileKind(directoryType: Int(entry.pointee.d_type))))
    }
    guard errno == 0 else { throw .system(code: errno) }
    return entries
}

extension FileKind {
    /// The kind that a folder lists; nil if the file system does not say.
    fileprivate init?(directoryType type: Int) {
        switch type {
        case Int(DT_REG): self = .file
        case Int(DT_DIR): self = .folder
        case Int(DT_LNK): self = .link
        case Int(DT_FIFO): self = .pipe
        case Int(DT_SOCK): self = .socket
        case Int(DT_UNKNOWN): return nil
        default: self = .device
        }
    }
}
