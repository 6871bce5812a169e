import Files
import Glibc

/// The folder `checkpoints/` of a run. Only the process that holds the ``FolderLock`` writes to it.
public struct CheckpointStore: Sendable {
    /// The folder.
    public let directory: String

    /// The name of the last checkpoint, from which a run resumes.
    public static let lastName = "last.safetensors"
    /// The name of the checkpoint before the last one. A run resumes from it if the last one is damaged or missing.
    public static let previousName = "last.previous.safetensors"
    /// The name that a damaged last checkpoint gets.
    public static let damagedName = "last.damaged.safetensors"
    /// The metadata key of the run's id.
    public static let runIDKey = "run_id"
    /// The usual name of the export of the best weights.
    public static let bestName = "best.safetensors"
    /// The path of ``bestName``, relative to a run's directory.
    public static let bestInRun = "\(RunFile.checkpoints)/\(bestName)"

    /// A second name of the old last checkpoint, while the new one replaces it.
    private static let outgoingName = "last.outgoing.safetensors" + AtomicFile.temporarySuffix

    /// Does not touch the file system. The parent of the folder must exist when a checkpoint is saved.
    public init(directory: String) {
        self.directory = directory
    }

    /// The checkpoint that a path names: for a run's folder its best one, else the path itself.
    ///
    /// - Throws: `noCheckpoint` for a folder without one.
    public static func checkpoint(at path: String) throws(CheckpointError) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return path }
        let best = (path.hasSuffix("/") ? path : path + "/") + bestInRun
        guard access(best, F_OK) == 0 else { throw .noCheckpoint(directory: path) }
        return best
    }

    /// The id of the run whose folder this is; nil if it has none, as in earlier releases.
    public static func runID(of folder: String) -> String? {
        guard let bytes = try? InputFile(RunFile.runID.path(in: folder)).start(upTo: 256) else { return nil }
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }

    /// The path of a file of this folder.
    public func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// Makes `file` the last checkpoint, and keeps the one that was the last as the previous one.
    ///
    /// At any moment, also after a kill or a power cut, `last.safetensors` is the whole old checkpoint or the whole new
    /// one; the previous one is replaced after that. On a file system without hard links there is a moment without a
    /// last checkpoint, but with the previous one. Temporary files of a killed process are removed.
    ///
    /// - Throws: `noSpace` or `inputOutput`; then a whole checkpoint remains, and no temporary file.
    public func save(_ file: TensorFile) throws(StorageError) {
        try prepareDirectory()
        let last = path(CheckpointStore.lastName)
        let previous = path(CheckpointStore.previousName)
        let outgoing = path(CheckpointStore.outgoingName)
        let incoming = try writeTemporary(file, for: last)
        do throws(StorageError) {
            if link(last, outgoing) != 0 {
                let code = errno
                if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(code) {
                    try AtomicFile.move(last, to: previous)
                } else if code != ENOENT {
                    throw StorageError.writing(previous, code: code)
                }
            }
            try AtomicFile.move(incoming, to: last)
            try AtomicFile.synchronizeFolder(of: last)
            if access(outgoing, F_OK) == 0 {
                try AtomicFile.move(outgoing, to: previous)
            }
        } catch {
            unlink(incoming)
            unlink(outgoing)
            throw error
        }
        // If `outgoing` and `previous` name the same file, the move above does nothing, and `outgoing` is still
        // there.
        unlink(outgoing)
    }

    /// Renames a damaged last checkpoint, of which ``loadLast()`` has warned, so that it never becomes the previous
    /// one.
    ///
    /// - Throws: `inputOutput`.
    public func setAsideDamagedLast() throws(StorageError) {
        let last = path(CheckpointStore.lastName)
        // If the last checkpoint is missing and not damaged, there is nothing to rename.
        guard access(last, F_OK) == 0 else { return }
        try AtomicFile.move(last, to: path(CheckpointStore.damagedName))
        try AtomicFile.synchronizeFolder(of: last)
    }

    /// Writes `file` under another name, for instance ``bestName``, and replaces the old file in one step.
    ///
    /// - Throws: `noSpace` or `inputOutput`; then the old file is unchanged.
    public func export(_ file: TensorFile, as name: String) throws(StorageError) {
        try prepareDirectory()
        let temporary = try writeTemporary(file, for: path(name))
        do throws(StorageError) {
            try AtomicFile.move(temporary, to: path(name))
        } catch {
            unlink(temporary)
            throw error
        }
        try AtomicFile.synchronizeFolder(of: path(name))
    }

    /// Keeps a file of this folder under a second name, also when the first name gets other contents. A file that has
    /// the second name already is left unchanged. Returns whether the second name exists.
    public func keep(_ name: String, as second: String) -> Bool {
        link(path(name), path(second)) == 0 || errno == EEXIST
    }

    /// Reads the last checkpoint, or the previous one if the last is damaged or missing. In that case `warning` names
    /// both.
    ///
    /// - Throws: `missing` if there is neither, `damaged` if neither is whole, `storage` if reading failed for
    ///   another reason, `unknownFormat` if this program does not read the format.
    public func loadLast() throws(CheckpointError) -> (file: TensorFile, path: String, warning: String?) {
        do throws(FileError) {
            try OwnFolder.require(directory)
        } catch .missing {
            throw .missing(path: path(CheckpointStore.lastName))
        } catch {
            throw CheckpointError(reading: directory, error)
        }
        let failure: CheckpointError
        let last = path(CheckpointStore.lastName)
        do throws(CheckpointError) {
            return (try read(last), last, nil)
        } catch {
            failure = error
        }
        switch failure {
        case .missing, .damaged, .foreign: break
        case .unknownFormat, .noCheckpoint, .notStopped, .storage: throw failure
        }
        let previous = path(CheckpointStore.previousName)
        do throws(CheckpointError) {
            let file = try read(previous)
            return (file, previous, "\(failure.problem); continuing from the one before it, \(previous)")
        } catch .missing {
            throw failure
        } catch .storage(.notTrusted(let path, let reason)) {
            throw .storage(.notTrusted(path: path, reason: reason))
        } catch {
            let own = if case .damaged(_, let problem) = failure { problem } else { failure.problem }
            throw .damaged(
                path: last,
                problem: "\(own), and the one before it is of no use either: \(error.problem)")
        }
    }

    private func read(_ path: String) throws(CheckpointError) -> TensorFile {
        let file = try TensorFile(reading: path, .own, digestRequired: true)
        try CheckpointFormat.require(file, path: path)
        return file
    }

    /// Checks that only this user and root can write to the folder.
    private func requireOwnDirectory() throws(StorageError) {
        try StorageError.reading(directory) { () throws(FileError) in try OwnFolder.require(directory) }
    }

    private func writeTemporary(_ file: TensorFile, for path: String) throws(StorageError) -> String {
        try AtomicFile.writeTemporary(for: path) { (output) throws(StorageError) in
            try file.forEachPart { (part) throws(StorageError) in try output.write(part) }
        }
    }

    /// Creates the folder if it does not exist, and removes temporary files of a killed process.
    private func prepareDirectory() throws(StorageError) {
        if mkdir(directory, OwnFolder.permissions) == 0 {
            try AtomicFile.synchronizeFolder(of: directory)
        } else if errno != EEXIST {
            throw StorageError.writing(directory, operation: "create", code: errno)
        }
        try requireOwnDirectory()
        let entries = try StorageError.reading(directory) { () throws(FileError) in try folderEntries(directory) }
        for name in entries.map({ String(decoding: $0.name, as: UTF8.self) })
        where name.hasSuffix(".safetensors" + AtomicFile.temporarySuffix) { unlink(path(name)) }
    }
}
