import Files
import Glibc

/// The folder `checkpoints/` of a run. Only the process that holds the ``FolderLock`` of the run's folder writes to it.
public struct CheckpointStore: Sendable {
    /// The path of the folder.
    public let directory: String

    /// The name of the last checkpoint, from which a run resumes.
    public static let lastName = "last.safetensors"
    /// The name of the checkpoint before the last one. A run resumes from it if the last one is damaged or missing.
    public static let previousName = "last.previous.safetensors"
    /// The new name of a damaged last checkpoint after ``setAsideDamagedLast()``.
    public static let damagedName = "last.damaged.safetensors"
    /// The key under which the metadata of a checkpoint has the id of its run.
    public static let runIDKey = "run_id"
    /// The name of the file with the best weights, which a run writes by ``export(_:as:)``.
    public static let bestName = "best.safetensors"
    /// The path of ``bestName``, relative to a run's directory.
    public static let bestInRun = "\(RunFile.checkpoints)/\(bestName)"

    /// A temporary second name of the old last checkpoint, while ``save(_:)`` replaces it with the new one.
    private static let outgoingName = "last.outgoing.safetensors" + AtomicFile.temporarySuffix

    /// A store for a folder. This call does not touch the file system. The parent of the folder must exist when a
    /// checkpoint is saved.
    public init(directory: String) {
        self.directory = directory
    }

    /// The path of the checkpoint that a user means by `path`: the best checkpoint of a run if `path` is a folder, else
    /// `path` itself.
    ///
    /// - Throws: `noCheckpoint` for a folder without a best checkpoint.
    public static func checkpoint(at path: String) throws(CheckpointError) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return path }
        let best = (path.hasSuffix("/") ? path : path + "/") + bestInRun
        guard access(best, F_OK) == 0 else { throw .noCheckpoint(directory: path) }
        return best
    }

    /// The id of a run, read from the file `run_id` in the run's folder `folder`. The result is nil if the file cannot
    /// be read; folders of runs of earlier releases have no such file.
    public static func runID(of folder: String) -> String? {
        guard let bytes = try? InputFile(RunFile.runID.path(in: folder)).start(upTo: 256) else { return nil }
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }

    /// The path of the file `name` in this folder.
    public func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// Makes `file` the last checkpoint. The checkpoint that was the last before becomes the previous one. First
    /// removes temporary files that a killed process has left.
    ///
    /// At any moment, also after a kill or a power cut, `last.safetensors` is the whole old checkpoint or the whole new
    /// one. The previous checkpoint is replaced after that. On a file system without hard links, there is a moment
    /// without a last checkpoint, but with the previous one.
    ///
    /// - Throws: why the folder or a file could not be written, or `notTrusted` if other users can write to the folder.
    ///   If the folder had a whole checkpoint before, it still has one, as the last or the previous checkpoint. No
    ///   temporary file is left.
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
        // If `outgoing` and `previous` are already names of the same file, `rename` in the move above does nothing, and
        // the name `outgoing` still exists.
        unlink(outgoing)
    }

    /// Renames a damaged last checkpoint to ``damagedName``, so that it never becomes the previous one. Call it after
    /// ``loadLast()`` has returned a warning.
    ///
    /// - Throws: why the file could not be renamed.
    public func setAsideDamagedLast() throws(StorageError) {
        let last = path(CheckpointStore.lastName)
        // ``loadLast()`` also warns if there is no last checkpoint. Then there is nothing to rename.
        guard access(last, F_OK) == 0 else { return }
        try AtomicFile.move(last, to: path(CheckpointStore.damagedName))
        try AtomicFile.synchronizeFolder(of: last)
    }

    /// Writes `file` to this folder as `name`, for instance ``bestName``. An existing file of this name is replaced as
    /// a whole.
    ///
    /// - Throws: why the folder or a file could not be written, or `notTrusted` if other users can write to the folder.
    ///   The old file is then unchanged, with one exception: if only writing the folder's entries to the disk failed,
    ///   the new file is in place, but a power cut may bring back the old one.
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

    /// Gives the file `name` of this folder a second name, `second` (a hard link). The contents stay available under
    /// the second name when `name` is replaced. If a file named `second` exists already, nothing changes. Returns
    /// whether a file named `second` exists now.
    public func keep(_ name: String, as second: String) -> Bool {
        link(path(name), path(second)) == 0 || errno == EEXIST
    }

    /// Reads the last checkpoint, or the previous one if the last is damaged, missing or not a checkpoint.
    ///
    /// - Returns: the checkpoint and the path of its file. `warning` is nil for the last checkpoint. For the previous
    ///   one, it says what is wrong with the last and which file is used instead.
    /// - Throws: `missing` if neither file exists; `damaged` or `foreign` if neither can be used; `storage` if the last
    ///   checkpoint could not be read for another reason, or if other users can change the folder or a file;
    ///   `unknownFormat` if this program does not read the format of the last checkpoint.
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

    /// Creates the folder if it does not exist, checks that other users cannot write to it, and removes temporary files
    /// that a killed process has left.
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
