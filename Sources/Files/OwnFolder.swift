import Glibc

/// Folders that the program makes for itself, and whose contents it believes: those of runs and of caches.
public enum OwnFolder {
    /// The permissions of a new one, whatever the umask lets through: nobody else writes to it.
    public static let permissions: mode_t = 0o755

    /// Makes a folder, and those that it lies in, where they are not there.
    ///
    /// - Throws: `system`.
    public static func make(_ path: String, permissions: mode_t = permissions) throws(FileError) {
        var first: Int32?
        for end in path.indices.dropFirst().filter({ path[$0] == "/" }) + [path.endIndex] {
            guard mkdir(String(path[..<end]), permissions) != 0, errno != EEXIST else { continue }
            let code = errno
            // A folder above may be there and refuse to be made; what counts is the last one. If that lacks its folder, the
            // first refusal says why.
            if end == path.endIndex { throw .system(code: code == ENOENT ? first ?? code : code) }
            first = first ?? code
        }
    }

    /// Asks whether what a folder holds may be believed. A link to a folder is followed if it was made by this user or
    /// root: people move large folders to other disks. The folders above are not asked about: whoever may change them can put another
    /// folder in its place, but none that belongs to this user.
    ///
    /// - Throws: `missing`, `notTrusted` if others may have made or changed it, or `system`.
    public static func require(_ path: String) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw FileError(code: errno) }
        if FileKind(status) == .link {
            // The permissions of a link mean nothing.
            let link = Ownership(user: status.st_uid, group: status.st_gid, permissions: 0)
            if let objection = link.objection() { throw .notTrusted(objection) }
            guard stat(path, &status) == 0 else { throw FileError(code: errno) }
        }
        guard FileKind(status) == .folder else { throw .system(code: ENOTDIR) }
        if let objection = Ownership(status).objection() { throw .notTrusted(objection) }
    }
}
