import Glibc
import PlainText

/// Names in folders, as the file system has them: none is passed over because it is no text.
enum Folder {
    /// What a name stands for, a link for what it leads to.
    enum Kind {
        case folder, file
        /// A device, a pipe or a socket.
        case special
        /// A link that leads nowhere, or in a circle.
        case nowhere
    }

    /// One name in a folder.
    struct Entry {
        /// The name; bytes that are not UTF-8 are shown as `\xFF`.
        let name: String
        /// Whether the name is UTF-8: others cannot be opened by it.
        let isText: Bool
        let kind: Kind

        /// Whether the name is that of a picture.
        var isNamedAsImage: Bool {
            [".png", ".jpg", ".jpeg", ".webp"].contains { name.lowercased().hasSuffix($0) }
        }

        /// What archives, file managers and servers leave beside the data.
        var isLitter: Bool {
            ["__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information"].contains(name)
        }
    }

    /// What is in a folder, sorted by the bytes of the names, without hidden files and what Windows leaves in each folder.
    static func entries(in path: String) throws(DatasetError) -> [Entry] {
        guard let folder = opendir(path) else { throw unreadable(path) }
        defer { closedir(folder) }
        var found: [(bytes: [UInt8], type: Int)] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes.first != UInt8(ascii: ".") { found.append((bytes, Int(entry.pointee.d_type))) }
        }
        guard errno == 0 else { throw unreadable(path) }
        found.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        return found.compactMap { bytes, type in
            let name = String(validating: bytes, as: UTF8.self)
            if let name, ["thumbs.db", "desktop.ini"].contains(name.lowercased()) { return nil }
            return Entry(
                name: name ?? shown(bytes), isText: name != nil, kind: kind(of: Array(path.utf8) + [0x2F] + bytes, type)
            )
        }
    }

    /// The folders among them that may hold data.
    static func folders(in path: String) throws(DatasetError) -> [String] {
        try entries(in: path).filter { $0.kind == .folder && $0.isText && !$0.isLitter }.map(\.name)
    }

    private static func kind(of path: [UInt8], _ type: Int) -> Kind {
        switch type {
        case Int(DT_DIR): return .folder
        case Int(DT_REG): return .file
        case Int(DT_LNK), Int(DT_UNKNOWN): break
        default: return .special
        }
        var status = Glibc.stat()
        let result = (path + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { stat($0.baseAddress!, &status) }
        }
        guard result == 0 else { return .nowhere }
        return switch status.st_mode & S_IFMT {
        case S_IFDIR: .folder
        case S_IFREG: .file
        default: .special
        }
    }

    /// A name whose bytes are not UTF-8, with those that are not ASCII as escapes.
    private static func shown(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            byte < 0x80 ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// The error of a folder that a system call has failed for, by its `errno`.
    static func unreadable(_ path: String) -> DatasetError {
        .wrongLayout(
            path: path,
            reason: "the folder cannot be read: \(String(cString: strerror(errno))); check its permissions")
    }

    /// What a path is; nil if there is nothing.
    static func kind(_ path: String) -> Kind? {
        var status = Glibc.stat()
        guard lstat(path, &status) == 0 else { return nil }
        return kind(of: Array(path.utf8), Int(DT_UNKNOWN))
    }

    /// Whether the path is a folder, or a link to one.
    static func isFolder(_ path: String) -> Bool { kind(path) == .folder }

    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The order of the UTF-8 bytes, which no locale changes.
    static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    /// The first few of many names, for one line.
    static func list(_ names: [String], most: Int = 5) -> String {
        names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
    }
}
