import Glibc

/// Files that are replaced as a whole: at any moment, also after a power cut, a reader finds the old contents or the
/// new.
public enum AtomicFile {
    /// Replaces the contents of a file by a small text, for instance `history.csv` or `summary.json`.
    ///
    /// - Throws: `noSpace`, `cannotCreate` or `inputOutput`; then the file has either its old contents or the new ones.
    public static func write(_ text: String, to path: String) throws(StorageError) {
        try write(Array(text.utf8), to: path)
    }

    /// Replaces the contents of a small file, for instance a picture.
    ///
    /// - Throws: `noSpace`, `cannotCreate` or `inputOutput`; then the file has either its old contents or the new ones.
    public static func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try replace(path) { (output) throws(StorageError) in
            try bytes.withUnsafeBufferPointer { (part) throws(StorageError) in
                try output.write(UnsafeRawBufferPointer(part))
            }
        }
    }

    /// Reads a small text that ``write(_:to:)`` has written.
    ///
    /// - Throws: `missing`, `notTrusted` or `inputOutput`.
    public static func text(of path: String) throws(StorageError) -> String {
        let bytes = try StorageError.reading(path) { () throws(FileError) in
            try InputFile(path, .own).start(upTo: longestText)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Checks that a file can be written, so that a long computation does not lose its result. Leaves no new file
    /// behind.
    ///
    /// - Throws: what writing the file would throw.
    package static func requireWritable(_ path: String) throws(StorageError) {
        unlink(try writeTemporary(for: path) { _ in })
    }

    /// Removes a file, if it exists, and waits until its name is gone from the disk.
    ///
    /// - Throws: `noSpace`, `cannotCreate` or `inputOutput`.
    public static func remove(_ path: String) throws(StorageError) {
        guard unlink(path) == 0 else {
            guard errno != ENOENT else { return }
            throw StorageError.writing(path, operation: "remove", code: errno)
        }
        try synchronizeFolder(of: path)
    }

    /// The most bytes that ``text(of:)`` reads. All texts for which it is used are shorter.
    private static let longestText = 1 << 26

    /// The suffix of a file's name while it is written.
    public static let temporarySuffix = ".temporary"

    /// Calls `contents` to write a file next to `path`, then renames this file to `path`.
    package static func replace(
        _ path: String, contents: (OutputFile) throws(StorageError) -> Void
    ) throws(StorageError) {
        let temporary = try writeTemporary(for: path, contents: contents)
        do throws(StorageError) {
            try move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeFolder(of: path)
    }

    /// Calls `contents` to write a file next to `path`, and waits until this file is on the disk. Returns the path of
    /// this file. If an error is thrown, the file is removed.
    package static func writeTemporary(
        for path: String, contents: (OutputFile) throws(StorageError) -> Void
    ) throws(StorageError) -> String {
        let temporary = path + temporarySuffix
        unlink(temporary)
        let output = try OutputFile(creating: temporary, for: path)
        do throws(StorageError) {
            try contents(output)
            try output.finish()
        } catch {
            unlink(temporary)
            throw error
        }
        return temporary
    }

    package static func move(_ source: String, to target: String) throws(StorageError) {
        guard rename(source, target) == 0 else { throw StorageError.writing(target, code: errno) }
    }

    /// Writes the folder of a file to the disk, so that the names in it survive a power cut.
    package static func synchronizeFolder(of path: String) throws(StorageError) {
        let folder = folderName(of: path)
        let descriptor = DescriptorReserve.opening { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw StorageError.writing(folder, code: errno) }
        defer { close(descriptor) }
        // EINVAL: some network file systems cannot synchronize a folder.
        guard retryingInterrupted({ fsync(descriptor) }) == 0 || errno == EINVAL else {
            throw StorageError.writing(folder, code: errno)
        }
    }

    private static func folderName(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
