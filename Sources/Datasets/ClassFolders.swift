import Files

/// A folder that contains a folder for each class: the names of the classes in order, and the files of each class.
struct ClassFolders {
    /// The folder that contains the class folders.
    let path: String
    /// The class folders, sorted by the UTF-8 bytes of their names. None is empty.
    let classes: [ClassFolder]
    /// The paths of what was left out: entries that are no class folders, and folders that systems leave beside the
    /// data.
    let leftOut: [String]

    struct ClassFolder {
        let name: String
        let path: String
        /// The entries of the folder, except hidden files and what systems leave beside the data, sorted by the bytes
        /// of the names.
        let files: [File]
    }

    /// An entry of a class folder, which may be an image file.
    struct File {
        let path: String
        /// Why it cannot be an image, where that is known without opening it; nil otherwise.
        var problem: DatasetError?
    }

    /// Lists the folder `path`. A file beside the class folders is left out. But if its name is that of an image, it is
    /// an error, since the image has no class.
    init(path: String) throws(DatasetError) {
        self.path = path
        var classes = [ClassFolder]()
        var leftOut = [String]()
        for entry in try Folder.entries(in: path) {
            let entryPath = Folder.join(path, entry.name)
            if entry.kind == .folder, !entry.isLitter {
                guard entry.isText else {
                    throw .wrongLayout(path: entryPath, reason: "the folder's name is not UTF-8 text; rename it")
                }
                classes.append(try ClassFolder(name: entry.name, path: entryPath, leftOut: &leftOut))
            } else if entry.isNamedAsImage, entry.kind != .folder {
                throw .wrongLayout(
                    path: entryPath, reason: "an image beside the class folders; move it into the folder of its class")
            } else {
                leftOut.append(entryPath)
            }
        }
        if classes.isEmpty {
            throw .wrongLayout(path: path, reason: "no class folders with images in it")
        }
        self.classes = classes
        self.leftOut = leftOut
    }

    /// The samples of all classes, class by class. `names` are the training classes; a sample's label is the index of
    /// its class in `names`. A class that is not in `names` is an error.
    func samples(labelledBy names: [String]) throws(DatasetError) -> [DatasetFiles.Sample] {
        let labels = Dictionary(names.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
        // Swift compares strings by characters, so two names with differently encoded accents are one key.
        guard labels.count == names.count else {
            throw .wrongLayout(path: path, reason: "two class names differ only in how accents are encoded; rename one")
        }
        var samples = [DatasetFiles.Sample]()
        for folder in classes {
            guard let label = labels[folder.name] else {
                throw .wrongLayout(
                    path: folder.path,
                    reason: "class '\(folder.name)' is not among the training classes "
                        + "(\(names.prefix(20).joined(separator: ", "))); rename or remove it")
            }
            samples += folder.files.map { DatasetFiles.Sample(path: $0.path, label: label, problem: $0.problem) }
        }
        return samples
    }
}

extension ClassFolders.ClassFolder {
    init(name: String, path: String, leftOut: inout [String]) throws(DatasetError) {
        self.name = name
        self.path = path
        var files = [ClassFolders.File]()
        for entry in try Folder.entries(in: path) {
            let file = ClassFolders.File(of: entry, in: path, class: name)
            if entry.isLitter { leftOut.append(file.path) } else { files.append(file) }
        }
        if files.isEmpty {
            throw .wrongLayout(path: path, reason: "the class folder is empty; add images or remove it")
        }
        self.files = files
    }
}

extension ClassFolders.File {
    init(of entry: Folder.Entry, in folder: String, class name: String) {
        path = Folder.join(folder, entry.name)
        switch entry.kind {
        case .folder:
            problem = .wrongLayout(
                path: path,
                reason:
                    "a folder inside the class folder '\(name)'; move its images up into '\(name)', move it away, or "
                    + "leave out such folders by data.skip_unreadable")
        case .pipe, .socket, .device:
            problem = .unreadableFile(path: path, reason: "not a file but a device, a pipe or a socket")
        case .link:
            problem = .unreadableFile(path: path, reason: "a link that leads nowhere or in a circle")
        case .file where !entry.isText:
            problem = .unreadableFile(path: path, reason: "its name is not UTF-8 text, rename it")
        case .file: break
        }
    }
}
