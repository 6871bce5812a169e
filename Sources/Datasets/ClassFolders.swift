import Foundation

/// One folder of class folders: the class names in order, and the files of each.
struct ClassFolders {
    /// The folder that holds the class folders.
    let path: String
    /// Sorted by the UTF-8 bytes of the name; none is empty.
    let classes: [ClassFolder]

    struct ClassFolder {
        let name: String
        let path: String
        /// Everything in the folder but hidden files, sorted by the UTF-8 bytes of the name.
        let files: [String]
    }

    /// Lists a folder. Files beside the class folders are passed over, but for images, which have no class there.
    init(path: String) throws(DatasetError) {
        self.path = path
        var classes = [ClassFolder]()
        for name in try Folder.names(in: path) {
            let entry = Folder.join(path, name)
            if Folder.isFolder(entry) {
                let files = try Folder.names(in: entry).map { Folder.join(entry, $0) }
                if files.isEmpty {
                    throw .wrongLayout(path: entry, reason: "the class folder is empty; add images or remove it")
                }
                classes.append(ClassFolder(name: name, path: entry, files: files))
            } else if ImageDecoder.isImage(name) {
                throw .wrongLayout(
                    path: entry, reason: "an image beside the class folders; move it into the folder of its class")
            }
        }
        if classes.isEmpty {
            throw .wrongLayout(path: path, reason: "no class folders with images in it")
        }
        self.classes = classes
    }

    /// Paths and labels of all files, class by class, with labels that index `names`.
    func samples(labelledBy names: [String]) throws(DatasetError) -> [(path: String, label: UInt16)] {
        let labels = Dictionary(names.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
        // Strings are equal whichever way their accents are encoded; file names are not.
        guard labels.count == names.count else {
            throw .wrongLayout(path: path, reason: "two class names differ only in how accents are encoded; rename one")
        }
        var samples = [(path: String, label: UInt16)]()
        for folder in classes {
            guard let label = labels[folder.name] else {
                throw .wrongLayout(
                    path: folder.path,
                    reason: "class '\(folder.name)' is not among the training classes "
                        + "(\(names.prefix(20).joined(separator: ", "))); rename or remove it")
            }
            samples += folder.files.map { ($0, label) }
        }
        return samples
    }
}

/// Names in folders.
enum Folder {
    /// The names in a folder, sorted by their UTF-8 bytes, without hidden files and Windows' `Thumbs.db`.
    static func names(in path: String) throws(DatasetError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .wrongLayout(path: path, reason: "the folder cannot be read; check its permissions")
        }
        return names.filter { !$0.hasPrefix(".") && $0.lowercased() != "thumbs.db" }.sorted(by: precedes)
    }

    /// Whether the path is a folder, or a link to one.
    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The order of the UTF-8 bytes, which no locale changes.
    static func precedes(_ a: String, _ b: String) -> Bool {
        var (a, b) = (a, b)
        return a.withUTF8 { a in
            b.withUTF8 { b in
                let order = memcmp(a.baseAddress!, b.baseAddress!, min(a.count, b.count))
                return order == 0 ? a.count < b.count : order < 0
            }
        }
    }
}
