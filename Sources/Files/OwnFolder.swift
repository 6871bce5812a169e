import Glibc

/// Folders that the program creates for itself, and whose contents it trusts: those of runs and of caches.
public enum OwnFolder {
    /// The permissions that a new folder gets at most, whatever the umask: only its owner can write to it.
    public static let permissions: mode_t = 0o755

    /// Creates a folder and its parents, unless they exist.
    ///
    /// - Throws: `system`.
    public static func make(_ path: String, permissions: mode_t = permissions) throws(FileError) {
        var first: Int32?
        for end in path.indices.dropFirst().filter({ path[$0] == "/" }) + [path.endIndex] {
            guard mkdir(String(path[..<end]), permissions) != 0, errno != EEXIST else { continue }
            let code = errno
            // Creating a parent may fail although it exists, so only an error of the last folder counts. If that
            // error is that a parent is missing, the first error says why.
            if end == path.endIndex { throw .system(code: code == ENOENT ? first ?? code : code) }
            first = first ?? code
        }
    }

    /// Checks that only this user and root can have written a folder's contents. A link to a folder is followed if it
    /// belongs to this user or root, since people move large folders to other disks. The parents are not checked: a
    /// user who can change them can put another folder there, but not one that belongs to this user.
    ///
    /// - Throws: `missing`, `notTrusted` if other users can have created or changed it, or `system`.
    public static func require(_ path: String) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw FileError(code: errno) }
        if FileKind(status) == .link {
            // A link has no permissions of its own.
            let link = Ownership(user: status.st_uid, group: status.st_gid, permissions: 0)
            if let objection = link.objection() { throw .notTrusted(objection) }
            guard stat(path, &status) == 0 else { throw FileError(code: errno) }
        }
        guard FileKind(status) == .folder else { throw .system(code: ENOTDIR) }
        if let objection = Ownership(status).objection() { throw .notTrusted(objection) }
    }
}
