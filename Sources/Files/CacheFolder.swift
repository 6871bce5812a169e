import Glibc

/// A folder of files that can be made again at any time. Its size is bounded: the files that were used longest ago are
/// removed first.
public struct CacheFolder: Sendable {
    /// The folder, which need not exist.
    public let path: String
    /// The suffix of its files' names; other files in the folder are left alone.
    public let suffix: String
    /// The most bytes that all its files together have after ``trim()``.
    public let limit: Int

    /// A temporary file that is older than this, in seconds, is taken to belong to a process that has ended.
    private static let longestWrite = 3600

    /// A cache folder with these properties. The file system is not touched.
    public init(path: String, suffix: String, limit: Int) {
        self.path = path
        self.suffix = suffix
        self.limit = limit
    }

    /// The path of a file, with the suffix added to its name.
    public func path(_ name: String) -> String { "\(path)/\(name)\(suffix)" }

    /// Creates the folder, for this user alone, and its parents, unless they exist.
    ///
    /// - Throws: `noSpace`, `cannotCreate`, `inputOutput`, or what ``requireTrusted()`` throws.
    public func make() throws(StorageError) {
        do throws(FileError) {
            try OwnFolder.make(path, permissions: 0o700)
        } catch {
            throw StorageError(creating: path, error)
        }
        try requireTrusted()
    }

    /// Checks that only this user and root can have written the folder's files.
    ///
    /// - Throws: `notTrusted` if others can have written them; `missing` or `inputOutput` if the folder cannot be
    ///   examined.
    public func requireTrusted() throws(StorageError) {
        try StorageError.reading(path) { () throws(FileError) in try OwnFolder.require(path) }
    }

    /// Sets the time when a file was last used to now.
    public func touch(_ name: String) {
        utimensat(AT_FDCWD, path(name), nil, 0)
    }

    /// Removes the files that were used longest ago until the rest is within the limit, and temporary files of
    /// processes that have ended.
    public func trim() {
        var total = 0
        for file in files().sorted(by: { $0.used > $1.used }) {
            if file.isWhole { total += file.bytes }
            if file.isWhole ? total > limit : file.used < time(nil) - CacheFolder.longestWrite { unlink(file.path) }
        }
    }

    private struct File {
        let path: String
        let bytes: Int
        /// The time when the file was last used, in seconds since 1970.
        let used: Int
        let isWhole: Bool
    }

    private func files() -> [File] {
        var files: [File] = []
        for entry in (try? folderEntries(path)) ?? [] {
            let name = String(decoding: entry.name, as: UTF8.self)
            let isWhole = name.hasSuffix(suffix)
            var status = stat()
            guard isWhole || name.contains(suffix + ".") && name.hasSuffix(AtomicFile.temporarySuffix),
                lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
            else { continue }
            files.append(
                File(
                    path: "\(path)/\(name)", bytes: Int(status.st_size), used: status.st_mtim.tv_sec, isWhole: isWhole))
        }
        return files
    }
}
