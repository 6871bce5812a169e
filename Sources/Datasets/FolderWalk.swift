import Files
import Glibc

/// All files below a folder. Links to folders are followed, but each folder is entered once.
struct FolderWalk {
    /// The files that may be images, by their paths relative to the root folder. `problem` is an error that was found
    /// without opening the file; nil if none was. A folder that cannot be read is also in this list, with its error.
    private(set) var found: [(path: String, problem: DatasetError?)] = []
    /// The paths that are left out. Those of devices, pipes, sockets, links that lead nowhere and folders that were
    /// entered before have the reason behind them. Those of folders that hold no data, see ``Folder/Entry/isLitter``,
    /// have none.
    private(set) var leftOut: [String] = []
    private let root: String
    /// The folders that have been entered. None is entered again, so circular links end.
    private var seen: Set<FolderIdentity> = []

    init(_ root: String) throws(DatasetError) {
        self.root = root
        try visit("")
    }

    private mutating func visit(_ path: String) throws(DatasetError) {
        let folder = path.isEmpty ? root : Folder.join(root, path)
        guard let identity = FolderIdentity(folder) else { throw Folder.unreadable(folder, systemText(errno)) }
        guard seen.insert(identity).inserted else {
            leftOut.append("\(path) (a link to a folder that is read already)")
            return
        }
        for entry in try Folder.entries(in: folder) {
            let name = path.isEmpty ? entry.name : path + "/" + entry.name
            switch entry.kind {
            case _ where !entry.isText:
                found.append(
                    (
                        name,
                        .unreadableFile(path: Folder.join(root, name), reason: "its name is not UTF-8 text, rename it")
                    ))
            case .folder where entry.isLitter: leftOut.append(name)
            case .folder:
                do { try visit(name) } catch { found.append((name, error)) }
            case .file: found.append((name, nil))
            case .pipe, .socket, .device: leftOut.append("\(name) (a device, a pipe or a socket)")
            case .link: leftOut.append("\(name) (a link that leads nowhere or in a circle)")
            }
        }
    }
}

/// The identity of a folder, the same for all links to it.
private struct FolderIdentity: Hashable {
    private let device: UInt
    private let inode: UInt

    init?(_ path: String) {
        var status = Glibc.stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
