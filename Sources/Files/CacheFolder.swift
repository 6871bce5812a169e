import Glibc

/// A folder of files that can be made again at any time, bounded in size: those that were used last stay.
public struct CacheFolder: Sendable {
    /// The folder, which need not be there.
    public let path: String
    /// The end of its files' names; what else lies in the folder is left alone.
    public let suffix: String
    /// The most bytes that its files have together.
    public let limit: Int

    /// What is half-written for longer, in seconds, belongs to a process that is gone.
    private static let longestWrite = 3600

    /// Names the folder; nothing is touched.
    public init(path: String, suffix: String, limit: Int) {
        self.path = path
        self.suffix = suffix
        self.limit = limit
    }

    /// The path of a file, whose name gets the suffix.
    public func path(_ name: String) -> String { "\(path)/\(name)\(suffix)" }

    /// Makes the folder, for this user alone, and those that it lies in, where they are not there.
    ///
    /// - Throws: `noSpace`, `inputOutput`, or `notTrusted` as ``requireTrusted()``.
    public func make() throws(StorageError) {
        do throws(FileError) {
            try OwnFolder.make(path, permissions: 0o700)
        } catch {
            throw StorageError(creating: path, error)
        }
        try requireTrusted()
    }

    /// Asks whether what the folder holds may be believed.
    ///
    /// - Throws: `notTrusted` if others may have made or changed it, `missing` or `inputOutput`.
    public func requireTrusted() throws(StorageError) {
        try StorageError.reading(path) { () throws(FileError) in try OwnFolder.require(path) }
    }

    /// Takes note that a file was used now.
    public func touch(_ name: String) {
        utimensat(AT_FDCWD, path(name), nil, 0)
    }

    /// Removes the files that were used longest ago until the others are within the limit, and what processes that are
    /// gone have left half-written.
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
        /// Seconds since 1970.
        let used: Int
        let isWhole: Bool
    }

    private func files() -> [File] {
        var files: [File] = []
        for name in (try? namesInFolder(path)) ?? [] {
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
