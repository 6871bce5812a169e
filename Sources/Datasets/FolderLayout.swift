import Files
import PlainText

/// Finds the data set in a folder: which folder has the training, validation and test images, or which table lists
/// them. It looks at names only, and adds a remark where the layout differs from the documented one.
struct FolderLayout {
    /// Where the images of the data set are: in folders or in a table.
    enum Contents {
        /// The folder of class folders of each split; nil for a split that the data does not have.
        case folders(train: String, validation: String?, test: String?)
        /// The path of a table: FER2013's, or one of images.
        case table(String)
    }

    private(set) var contents: Contents
    /// Remarks on the layout, a line each.
    private(set) var remarks: [String] = []

    /// The most wrappers around a data set. A wrapper is a folder that holds one folder and no images. Without the
    /// limit, a circle of links would never end.
    private static let mostWrappings = 8

    init(of path: String) throws(DatasetError) {
        var folder = path
        for _ in 0...FolderLayout.mostWrappings {
            let level = try FolderLevel(folder)
            if let found = try level.contents() {
                contents = found.contents
                if folder != path { remarks.append("\(path): reads \(folder), the only folder of images in it") }
                remarks += found.remarks
                return
            }
            remarks += level.leftOutRemarks
            folder = level.folders[0].path
        }
        throw .wrongLayout(
            path: path,
            reason: "folders in folders in folders, or in a circle of links; name the one that holds the classes")
    }
}

/// One folder, and what kind of data set it may be.
private struct FolderLevel {
    let path: String
    /// The folders in this folder that are searched for data.
    let folders: [Child]
    private let leftOut: [String]
    private let tables: [String]
    private let archives: [String]
    private let hasImages: Bool

    /// A folder in this folder, and what it contains.
    struct Child {
        let name: String
        let path: String
        let holdsFolders: Bool
        let holdsImages: Bool
        let tables: Int

        /// Whether it contains folders and no images.
        var isFolderOfFolders: Bool { holdsFolders && !holdsImages }
        var split: SplitName? { SplitName(folder: name) }
    }

    init(_ path: String) throws(DatasetError) {
        self.path = path
        let entries = try Folder.entries(in: path)
        var folders = [Child]()
        for entry in entries where entry.kind == .folder && entry.isText && !entry.isLitter {
            let inside = Folder.join(path, entry.name)
            let children = try Folder.entries(in: inside)
            folders.append(
                Child(
                    name: entry.name, path: inside,
                    holdsFolders: children.contains { $0.kind == .folder && !$0.isLitter },
                    holdsImages: children.contains { $0.kind == .file && $0.isNamedAsImage },
                    tables: children.count { FolderLevel.isTable($0) }))
        }
        self.folders = folders
        let files = entries.filter { $0.kind == .file }
        tables = files.filter(FolderLevel.isTable).map { Folder.join(path, $0.name) }
        archives = files.map(\.name).filter { name in
            [".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".xz", ".bz2", ".zst"].contains {
                name.lowercased().hasSuffix($0)
            }
        }
        hasImages = files.contains(where: \.isNamedAsImage)
        leftOut = entries.filter { $0.kind != .folder || $0.isLitter || !$0.isText }.map { Folder.join(path, $0.name) }
    }

    /// A remark on what was left out beside the folders; empty if nothing was.
    var leftOutRemarks: [String] {
        leftOut.isEmpty ? [] : ["left out beside the folders of images: \(leftOut.joined(separator: ", "))"]
    }

    private static func isTable(_ entry: Folder.Entry) -> Bool {
        entry.kind == .file && entry.name.lowercased().hasSuffix(".csv")
    }

    /// Where this folder has the images of a data set, with remarks. The result is nil if the folder is only a wrapper:
    /// then the one folder in it must be examined instead.
    func contents() throws(DatasetError) -> (contents: FolderLayout.Contents, remarks: [String])? {
        if folders.isEmpty { return try contentsWithoutFolders() }
        if let splits = try splits() { return splits }
        if folders.count == 1, !hasImages {
            let only = folders[0]
            if only.isFolderOfFolders || (!only.holdsFolders && !only.holdsImages && only.tables == 1) { return nil }
        }
        try refuseFoldersOfFolders()
        return (.folders(train: path, validation: nil, test: nil), siblings())
    }

    private func contentsWithoutFolders() throws(DatasetError) -> (FolderLayout.Contents, [String]) {
        if hasImages {
            throw .wrongLayout(
                path: path,
                reason: "holds images and no class folders: name the folder that holds the folder of each class"
                    + (parent.map { "; did you mean \($0)?" } ?? ""))
        }
        if tables.count == 1 {
            return (.table(tables[0]), ["\(path): reads \(tables[0]), the only table in it"])
        }
        if let archive = archives.first {
            throw .wrongLayout(
                path: Folder.join(path, archive), reason: "an archive, and no class folders beside it: unpack it first")
        }
        throw .wrongLayout(path: path, reason: "no class folders with images in it")
    }

    /// The folders of the splits, as in `train/<class>/…`; nil if the folders in this folder are not those of splits.
    /// Then even a folder that is named `train` is the folder of a class of that name.
    private func splits() throws(DatasetError) -> (FolderLayout.Contents, [String])? {
        let named = folders.filter { $0.split != nil }
        let isSplit = named.contains { $0.isFolderOfFolders || ($0.split == .train && $0.holdsFolders) }
        guard isSplit || (folders.count == 1 && named.first?.split == .train) else { return nil }
        if let other = folders.first(where: { $0.split == nil }) {
            throw .wrongLayout(
                path: other.path,
                reason:
                    "beside '\(named[0].name)' only folders of training, validation and test images are read (train, "
                    + "validation, test); rename or move it")
        }
        var found: [SplitName: Child] = [:]
        for folder in named {
            if let first = found.updateValue(folder, forKey: folder.split!) {
                throw .wrongLayout(
                    path: path,
                    reason:
                        "has both '\(first.name)' and '\(folder.name)' for \(folder.split!.text) images; "
                        + "keep one of them"
                )
            }
        }
        guard let train = found[.train] else {
            throw .wrongLayout(
                path: path,
                reason: "holds '\(named.map(\.name).joined(separator: "' and '"))' but no folder of training images; "
                    + "name it 'train'")
        }
        let renamed = SplitName.allCases.compactMap { split in found[split].map { (split, $0.name) } }
            .filter { !SplitName.isPlain($0.1) }.map { "'\($0.1)' as the \($0.0.text) images" }
        let remarks = renamed.isEmpty ? [] : ["\(path): reads " + renamed.joined(separator: ", ")]
        return (
            .folders(train: train.path, validation: found[.validation]?.path, test: found[.test]?.path),
            remarks + leftOutRemarks
        )
    }

    /// Throws if this folder seems to contain data sets instead of classes: folders in it hold folders, and none holds
    /// images.
    private func refuseFoldersOfFolders() throws(DatasetError) {
        let high = folders.filter(\.isFolderOfFolders)
        guard !high.isEmpty, !folders.contains(where: \.holdsImages) else { return }
        // For the advice, prefer a folder that has a folder of training images.
        let likely = high.first { child in
            (try? Folder.folders(in: child.path))?.contains { SplitName(folder: $0) == .train } ?? false
        }
        let count = high.count == 1 ? "a folder" : "\(high.count) folders"
        throw .wrongLayout(
            path: path,
            reason:
                "holds \(count) of folders, and no class folders with images: did you mean \((likely ?? high[0]).path)?"
        )
    }

    /// A remark if this folder holds the training images of a data set, and the folders of other splits are beside it,
    /// which are then not read. Empty otherwise.
    private func siblings() -> [String] {
        guard let parent, let name = path.split(separator: "/").last, SplitName(folder: String(name)) == .train else {
            return []
        }
        let others = ((try? Folder.folders(in: parent)) ?? []).filter { other in
            guard let split = SplitName(folder: other), split != .train else { return false }
            return !((try? Folder.folders(in: Folder.join(parent, other))) ?? []).isEmpty
        }
        guard !others.isEmpty else { return [] }
        return ["\(path): \(Folder.list(others)) beside it is not read; name \(parent) to use it"]
    }

    /// The path of the folder above; nil for the root, and if the path does not name the folder above, as in `faces` or
    /// `..`.
    private var parent: String? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        while parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count > 1, parts.last != ".", parts.last != ".." else { return nil }
        let text = parts.dropLast().joined(separator: "/")
        return text.isEmpty ? nil : text
    }
}
