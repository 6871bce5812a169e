import Files
import Glibc

/// Folders that the program makes for data sets that it writes.
package enum NewFolder {
    /// Makes a folder and its parents. It must be empty if it exists.
    ///
    /// - Throws: ``DatasetError/unwritable(path:reason:)``.
    package static func makeEmpty(_ path: String) throws(DatasetError) {
        try make(path)
        let entries: [FolderEntry]
        do throws(FileError) {
            entries = try folderEntries(path)
        } catch {
            throw .unwritable(path: path, reason: "\(error)")
        }
        guard entries.isEmpty else {
            throw .unwritable(path: path, reason: "the folder is not empty; give an empty or a new one")
        }
    }

    /// Makes a folder and its parents, unless they exist.
    ///
    /// - Throws: ``DatasetError/unwritable(path:reason:)``.
    package static func make(_ path: String) throws(DatasetError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part
            if mkdir(made, 0o777) != 0, errno != EEXIST {
                throw .unwritable(path: made, reason: String(cString: strerror(errno)))
            }
            made += "/"
        }
    }
}
