import Foundation

/// A call that changes a file, from the list of `Tests/KillPoint`.
struct FileCall: Equatable {
    let name: String
    let path: String
    /// The path that a renamed or linked file had before.
    let source: String?

    init(name: String, path: String) {
        (self.name, self.path, source) = (name, path, nil)
    }

    /// A line of the list. Paths must have no spaces.
    init(_ line: Substring) throws {
        let words = line.split(separator: " ").map(String.init)
        guard (2...3).contains(words.count) else { throw KitError(description: "'\(line)' is no call") }
        (name, path, source) = (words[0], words[1], words.count == 3 ? words[2] : nil)
    }

    var folder: String { (path as NSString).deletingLastPathComponent }
}

/// Checks the order in which a run's files are changed. After a power cut at any moment each file must have its old
/// contents or its new ones. So the bytes must reach the disk first, then the file is renamed, then the folder must
/// reach the disk.
struct FileOrder {
    /// The mistakes, one line each.
    private(set) var problems: [String] = []
    /// The files that were written, by their final names.
    private(set) var replaced: Set<String> = []
    /// Files with bytes that may not be on the disk yet.
    private var unsynchronized: Set<String> = []
    /// Folders with names that may not be on the disk yet.
    private var pendingFolders: Set<String> = []
    private var folders: Set<String> = []

    /// Checks all calls on the files of `folder`. Its lock is exempt: it is never replaced, and its contents need not
    /// last.
    init(of calls: [FileCall], in folder: String) {
        for call in calls where call.path != folder + "/lock" { take(call, in: folder) }
        problems += unsynchronized.map { "\($0) was written, and never brought to the disk" }
        problems += pendingFolders.map { "\($0) has a new name, and was never brought to the disk" }
    }

    private mutating func take(_ call: FileCall, in folder: String) {
        // The folder must reach the disk right after a rename. Otherwise a second change could be on the disk without
        // the first.
        for pending in pendingFolders where call.name != "fsync" || call.path != pending {
            problems.append("\(pending) has a new name, and before it is on the disk: \(call.name) \(call.path)")
        }
        switch call.name {
        case "fsync":
            unsynchronized.remove(call.path)
            pendingFolders.remove(call.path)
        case "rename":
            take(renaming: call.source ?? "", to: call)
        case "link", "unlink", "rmdir":
            unsynchronized.remove(call.path)
        case "mkdir":
            // The folder around the run directory is exempt. The other folders exist already, so making them changes
            // nothing.
            guard call.path != folder, folders.insert(call.path).inserted else { return }
            pendingFolders.insert(call.folder)
        default:
            if !call.path.hasSuffix(".temporary") { problems.append("\(call.name) changes \(call.path) itself") }
            unsynchronized.insert(call.path)
        }
    }

    private mutating func take(renaming source: String, to call: FileCall) {
        if unsynchronized.contains(source) {
            problems.append("\(source) is renamed to \(call.path), and its bytes may not be on the disk")
        }
        replaced.insert(call.path)
        // Other renames need no `fsync` of the folder: they only give the old checkpoint another name. Whichever of
        // the two names is on the disk, its file is complete.
        if source == call.path + ".temporary" { pendingFolders.insert(call.folder) }
    }
}
