import Checkpoints
import Configuration
import Datasets
import Files
import Foundation

/// The folder of a run. While a process has an instance of this type, the process holds the folder's lock, so that no
/// other process can train the same run.
public struct RunDirectory: Sendable {
    /// The path of the folder.
    public let path: String
    /// The store of the run's checkpoints, in the subfolder `checkpoints`.
    public let checkpoints: CheckpointStore
    /// The run's name, which its checkpoints contain too; nil if the folder has no file `run_id`, as in earlier
    /// releases.
    public private(set) var runID: String?
    private let lock: FolderLock

    /// Makes the folder of a new run, with the files that name the run and its options.
    ///
    /// - Throws: ``RunError/directoryExists(path:)``, ``RunError/cannotCreate(path:reason:)`` or `StorageError`.
    public init(creating path: String, runID: String, configuration: RunConfiguration) throws {
        try RunDirectory.requireFree(path, outside: configuration.data.path)
        do throws(FileError) {
            try OwnFolder.make(path)
        } catch {
            throw RunError.cannotCreate(
                path: path, reason: RunDirectory.fileInTheWay(of: path).map { "\($0) is a file" } ?? error.description)
        }
        try self.init(locking: path)
        try AtomicFile.write(runID + "\n", to: runIDPath)
        self.runID = runID
        try AtomicFile.write(configuration.yaml(), to: configurationPath)
    }

    /// Returns this folder with the run's name in ``runID``. If the folder has no file `run_id` yet, writes this file,
    /// with the parameter `runID` as the run's name.
    ///
    /// - Throws: `StorageError`.
    package func keeping(_ runID: String) throws(StorageError) -> RunDirectory {
        guard self.runID == nil else { return self }
        try AtomicFile.write(runID + "\n", to: runIDPath)
        var directory = self
        directory.runID = runID
        return directory
    }

    /// The checkpoint that a run resumes from, with its path; nil if the run was killed before it had written a
    /// checkpoint. `warning` is nil if this is the last checkpoint. If the last checkpoint cannot be used, this is the
    /// checkpoint before the last, and `warning` says why.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)`` if the run had checkpoints and they are gone, or
    ///   `CheckpointError`.
    package func lastCheckpoint() throws -> (file: TensorFile, path: String, warning: String?)? {
        do throws(CheckpointError) {
            return try checkpoints.loadLast()
        } catch .missing {
            // A run writes `history.csv` after its first checkpoint, so this file shows that there were checkpoints.
            guard !FileManager.default.fileExists(atPath: historyPath) else {
                throw RunError.nothingToResume(path: path, reason: "its checkpoints are gone")
            }
            return nil
        }
    }

    /// Checks that this run wrote the folder's `best.safetensors`. Nothing is checked if the file cannot be read, or if
    /// the file or the folder does not have the run's name.
    package func requireOwnBest() throws(RunError) {
        guard let runID, let best = try? TensorFile(reading: bestPath),
            let its = best.metadata[CheckpointStore.runIDKey], its != runID
        else { return }
        throw .otherRun(checkpoint: bestPath, itsRun: its, run: runID)
    }

    /// Checks that a new run may use this path, and changes no file. The path may be an existing folder if the folder
    /// is empty, or has only files that a process leaves when it is killed before it has written the run's options.
    ///
    /// - Parameter data: the path of the data set, which must not contain the run's folder; nil for generated faces.
    /// - Throws: ``RunError/directoryExists(path:)`` if the folder contains other files,
    ///   ``RunError/cannotCreate(path:reason:)`` if the path is not a folder or is inside the data set.
    package static func requireFree(_ path: String, outside data: String?) throws(RunError) {
        do throws(DatasetError) {
            try NewFolder.requireOutside(path, data: data)
        } catch {
            throw .cannotCreate(path: path, reason: "it would be inside the data set \(data ?? ""), which would change")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        let leftover =
            [FolderLock.fileName, RunFile.runID.rawValue]
            + [RunFile.runID, .configuration].map { $0.rawValue + AtomicFile.temporarySuffix }
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard isFolder.boolValue else { throw .cannotCreate(path: path, reason: "a file of that name is there") }
        guard contents?.allSatisfy(leftover.contains) == true else {
            throw .directoryExists(path: path)
        }
    }

    /// Opens the folder of a run to resume it.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)``, or `StorageError`: `locked` if another process holds the
    ///   folder's lock, or `notTrusted` if other users may have made or changed the folder or its files.
    public init(resuming path: String) throws {
        guard FileManager.default.fileExists(atPath: RunFile.configuration.path(in: path)) else {
            throw RunError.nothingToResume(path: path, reason: RunDirectory.whyNoRun(path))
        }
        try self.init(locking: path)
        // This only checks whether other users may have changed `config.yaml`. The options in it are read later, by
        // code whose errors have line numbers.
        do throws(StorageError) {
            _ = try AtomicFile.text(of: configurationPath)
        } catch .notTrusted(let path, let reason) {
            throw StorageError.notTrusted(path: path, reason: reason)
        } catch {}
        do throws(StorageError) {
            runID = try AtomicFile.text(of: runIDPath).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch .missing {}
    }

    private init(locking path: String) throws(StorageError) {
        self.path = path
        checkpoints = CheckpointStore(directory: RunFile.checkpoints.path(in: path))
        lock = try FolderLock(directory: path)
    }

    /// The path of `run_id`, a file that contains the run's name.
    package var runIDPath: String { RunFile.runID.path(in: path) }
    /// The path of `config.yaml`, which has the values of all options.
    public var configurationPath: String { RunFile.configuration.path(in: path) }
    /// The path of `history.csv`, the table with the metrics of each epoch.
    public var historyPath: String { RunFile.history.path(in: path) }
    /// The path of `summary.json`, the results of the run.
    public var summaryPath: String { RunFile.summary.path(in: path) }
    /// The path of `log.jsonl`, the log of events, one JSON object per line.
    public var logPath: String { RunFile.log.path(in: path) }
    /// The path of `best.safetensors`, the checkpoint with the best weights.
    public var bestPath: String { checkpoints.path(CheckpointStore.bestName) }

    /// The directory of a new run if the user names none: `runs/<model>-<date>-<time>`, with the present time.
    public static func defaultPath(model: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let name = ((model as NSString).lastPathComponent as NSString).deletingPathExtension
        return "runs/\(name)-\(formatter.string(from: Date()))"
    }
}
