import Files
import Glibc

/// The folder `checkpoints/` of a run. One process at a time writes to it: the one that holds the ``FolderLock``.
public struct CheckpointStore: Sendable {
    /// The folder.
    public let directory: String

    /// The name of the last checkpoint, from which a run resumes.
    public static let lastName = "last.safetensors"
    /// The name of the one before it.
    public static let previousName = "last.previous.safetensors"
    /// The name of a last checkpoint that was found to be damaged.
    public static let damagedName = "last.damaged.safetensors"
    /// The file of a run directory that has the run's name, as its checkpoints have it in their metadata.
    public static let runIDName = "run_id"
    /// The metadata key of the run's name.
    public static let runIDKey = "run_id"
    /// The usual name of the export of the best weights.
    public static let bestName = "best.safetensors"

    /// A second name of the old `last` from before the new one takes its place until it becomes the previous one.
    private static let outgoingName = "last.outgoing.safetensors" + AtomicFile.temporarySuffix

    /// Names the folder; nothing is touched. Its parent must exist when something is saved.
    public init(directory: String) {
        self.directory = directory
    }

    /// The checkpoint that a path stands for: of a run's folder its best one, else the path itself.
    ///
    /// - Throws: `noCheckpoint` for a folder without one.
    public static func checkpoint(at path: String) throws(CheckpointError) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return path }
        let best = (path.hasSuffix("/") ? path : path + "/") + "checkpoints/" + bestName
        guard access(best, F_OK) == 0 else { throw .noCheckpoint(directory: path) }
        return best
    }

    /// The name of the run whose folder this is; nil if it has none, as with those of earlier releases.
    public static func runID(of folder: String) -> String? {
        guard let bytes = try? InputFile("\(folder)/\(runIDName)").start(upTo: 256) else { return nil }
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }

    /// The path of a file of this folder.
    public func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// Makes `file` the last checkpoint, and keeps the one that was the last as the previous one.
    ///
    /// At every instant, and after a kill or a power cut at any, `last.safetensors` is the whole old checkpoint or the
    /// whole new one, and the previous one is replaced only after that. A file system without hard links has a moment
    /// without a last one, but with the previous one. What a killed process left half-written is removed.
    ///
    /// - Throws: `noSpace` or `inputOutput`; no temporary file is left, and a whole checkpoint is.
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
        // A rename between two names of the same file succeeds and leaves both.
        unlink(outgoing)
    }

    /// Puts a last checkpoint aside that ``loadLast()`` has warned of, so that it never becomes the previous one.
    ///
    /// - Throws: `inputOutput`.
    public func setAsideDamagedLast() throws(StorageError) {
        let last = path(CheckpointStore.lastName)
        // It may be missing, and not damaged.
        guard access(last, F_OK) == 0 else { return }
        try AtomicFile.move(last, to: path(CheckpointStore.damagedName))
        try AtomicFile.synchronizeFolder(of: last)
    }

    /// Writes `file` under another name, for instance ``bestName``, in place of what was there, in one step.
    ///
    /// - Throws: `noSpace` or `inputOutput`; then what was there is as it was.
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

    /// Keeps a file of this folder under a second name, whatever becomes of the first; whether that was possible. A file of
    /// the second name that is there already is left as it is.
    public func keep(_ name: String, as second: String) -> Bool {
        link(path(name), path(second)) == 0 || errno == EEXIST
    }

    /// Reads the last checkpoint, or the previous one if the last is damaged or missing; then `warning` names both.
    ///
    /// - Throws: `missing` if there is neither, `damaged` if neither is whole, `storage` if the last cannot be read
    ///   for a reason that may pass, `unknownFormat` if the last is of a format that this program does not read.
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
        case .unknownFormat, .noCheckpoint, .storage: throw failure
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

    /// Asks whether what the folder holds may be believed, and whether its files are written there and nowhere else.
    private func requireOwnDirectory() throws(StorageError) {
        try StorageError.reading(directory) { () throws(FileError) in try OwnFolder.require(directory) }
    }

    private func writeTemporary(_ file: TensorFile, for path: String) throws(StorageError) -> String {
        try AtomicFile.writeTemporary(for: path) { (output) throws(StorageError) in
            try file.forEachPart { (part) throws(StorageError) in try output.write(part) }
        }
    }

    /// Makes the folder if there is none, and removes what a killed process left half-written.
    private func prepareDirectory() throws(StorageError) {
        if mkdir(directory, OwnFolder.permissions) == 0 {
            try AtomicFile.synchronizeFolder(of: directory)
        } else if errno != EEXIST {
            throw StorageError.writing(directory, operation: "create", code: errno)
        }
        try requireOwnDirectory()
        let names = try StorageError.reading(directory) { () throws(FileError) in try namesInFolder(directory) }
        for name in names where name.hasSuffix(".safetensors" + AtomicFile.temporarySuffix) { unlink(path(name)) }
    }
}
