import Files
import Glibc

/// Folders that the program makes for data sets that it writes.
package enum NewFolder {
    /// Checks that a folder is not inside a data set: files in such a folder would change what is read as the data set.
    ///
    /// - Parameters:
    ///   - path: the folder, which need not exist.
    ///   - data: the path of the data set; nil for generated faces.
    /// - Throws: ``DatasetError/unwritable(path:reason:)``.
    package static func requireOutside(_ path: String, data: String?) throws(DatasetError) {
        guard let data, Folder.isFolder(data), let set = realPath(data) else { return }
        var parts = path.hasPrefix("/") ? path : "./" + path
        // Find the lowest folder on the path that exists: this one or one above it.
        while !parts.isEmpty {
            if let real = realPath(parts) {
                guard real == set || real.hasPrefix(set == "/" ? set : set + "/") else { return }
                throw .unwritable(
                    path: path, reason: "it is inside the data set \(data), which would change; choose another folder")
            }
            guard let slash = parts.lastIndex(of: "/") else { return }
            parts = String(parts[..<slash])
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Makes a folder, and its parents where they do not exist. If the folder exists already, it must be empty.
    ///
    /// - Throws: ``DatasetError/unwritable(path:reason:)`` or ``DatasetError/storage(_:)``.
    package static func makeEmpty(_ path: String) throws(DatasetError) {
        try make(path)
        let entries: [FolderEntry]
        do throws(FileError) {
            entries = try folderEntries(path)
        } catch {
            throw .storage(StorageError(creating: path, error))
        }
        guard entries.isEmpty else {
            throw .unwritable(path: path, reason: "the folder is not empty; give an empty or a new one")
        }
    }

    /// Makes a folder and its parents, unless they exist.
    ///
    /// - Throws: ``DatasetError/storage(_:)``.
    package static func make(_ path: String) throws(DatasetError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part
            if mkdir(made, 0o777) != 0, errno != EEXIST {
                throw .storage(.writing(made, operation: "create", code: errno))
            }
            made += "/"
        }
    }
}
