import Files
import Glibc

/// Lists folders, and tells what paths refer to. A name that is not UTF-8 is listed too.
enum Folder {
    /// A name in a folder, and what it refers to.
    struct Entry {
        /// The name; bytes that are not UTF-8 are shown as `\xFF`.
        let name: String
        /// Whether the name is UTF-8. If not, ``name`` has escapes, and the entry cannot be opened by it.
        let isText: Bool
        /// What the name refers to after links are followed. It is ``FileKind/link`` only for a link that cannot be
        /// followed.
        let kind: FileKind

        /// Whether the name ends like that of a PNG, JPEG or WebP file.
        var isNamedAsImage: Bool {
            [".png", ".jpg", ".jpeg", ".webp"].contains { name.lowercased().hasSuffix($0) }
        }

        /// Whether the name is that of a folder which archives, file managers or servers leave beside the data.
        var isLitter: Bool {
            ["__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information"].contains(name)
        }
    }

    /// The entries of a folder, sorted by the bytes of the names. Hidden entries, whose names begin with a period, are
    /// left out, and so are the files that Windows leaves in each folder.
    static func entries(in path: String) throws(DatasetError) -> [Entry] {
        var found: [FolderEntry]
        do throws(FileError) {
            found = try folderEntries(path)
        } catch {
            throw unreadable(path, "\(error)")
        }
        found.removeAll { $0.name.first == UInt8(ascii: ".") }
        found.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return found.compactMap { entry in
            let name = String(validating: entry.name, as: UTF8.self)
            if let name, ["thumbs.db", "desktop.ini"].contains(name.lowercased()) { return nil }
            return Entry(
                name: name ?? shown(entry.name), isText: name != nil,
                kind: kind(of: Array(path.utf8) + [UInt8(ascii: "/")] + entry.name, listed: entry.kind))
        }
    }

    /// The names of the folders in `path` that are searched for data: all except hidden ones, litter
    /// (``Entry/isLitter``), and those whose names are not UTF-8.
    static func folders(in path: String) throws(DatasetError) -> [String] {
        try entries(in: path).filter { $0.kind == .folder && $0.isText && !$0.isLitter }.map(\.name)
    }

    /// What kind of file a path refers to after links are followed; ``FileKind/link`` if a link cannot be followed.
    /// `listed` is the kind of the path itself, nil if it is not known. A system call is needed only if `listed` is nil
    /// or a link.
    private static func kind(of path: [UInt8], listed: FileKind?) -> FileKind {
        if let listed, listed != .link { return listed }
        var status = Glibc.stat()
        let result = (path + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { stat($0.baseAddress!, &status) }
        }
        return result == 0 ? FileKind(status) : .link
    }

    /// The bytes of a name that is not UTF-8, as text: each byte beyond ASCII becomes an escape.
    private static func shown(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            byte < 0x80 ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// The error of a folder that cannot be read.
    static func unreadable(_ path: String, _ reason: String) -> DatasetError {
        .wrongLayout(path: path, reason: "the folder cannot be read: \(reason); check its permissions")
    }

    /// What kind of file a path refers to after links are followed; ``FileKind/link`` if a link cannot be followed, nil
    /// if there is nothing at the path.
    static func kind(_ path: String) -> FileKind? {
        var status = Glibc.stat()
        guard lstat(path, &status) == 0 else { return nil }
        return kind(of: Array(path.utf8), listed: FileKind(status))
    }

    /// Whether the path is a folder, or a link to one.
    static func isFolder(_ path: String) -> Bool { kind(path) == .folder }

    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// Whether `a` sorts before `b` by UTF-8 bytes, in any locale.
    static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    /// The first `most` of these names as one text, and how many more there are.
    static func list(_ names: [String], most: Int = 5) -> String {
        names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
    }
}
