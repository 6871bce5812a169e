import Checkpoints
import Configuration
import Files
import Foundation

/// The folder of a run, held by one coordinator at a time.
public struct RunDirectory: Sendable {
    /// The folder.
    public let path: String
    /// Its checkpoints.
    public let checkpoints: CheckpointStore
    /// The run's name, by which its checkpoints are told from those of others; nil in a folder that an earlier release
    /// made.
    public private(set) var runID: String?
    private let lock: FolderLock

    private static let runIDName = CheckpointStore.runIDName
    private static let configurationName = "config.yaml"

    /// Makes the folder of a new run.
    ///
    /// - Throws: ``RunError/directoryExists(path:)``, ``RunError/cannotCreate(path:reason:)`` or `StorageError`.
    public init(creating path: String, runID: String, configuration: RunConfiguration) throws {
        try RunDirectory.requireFree(path)
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

    /// The folder of a run that has a name: it is written down where there was none yet.
    ///
    /// - Throws: `StorageError`.
    package func keeping(_ runID: String) throws(StorageError) -> RunDirectory {
        guard self.runID == nil else { return self }
        try AtomicFile.write(runID + "\n", to: runIDPath)
        var directory = self
        directory.runID = runID
        return directory
    }

    /// The checkpoint that a run goes on from; nil if its coordinator was killed before it had written one.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)`` if the run has lost them, or `CheckpointError`.
    package func lastCheckpoint() throws -> (file: TensorFile, path: String, warning: String?)? {
        do throws(CheckpointError) {
            return try checkpoints.loadLast()
        } catch .missing {
            // A run that has had checkpoints has a history.
            guard !FileManager.default.fileExists(atPath: historyPath) else {
                throw RunError.nothingToResume(path: path, reason: "its checkpoints are gone")
            }
            return nil
        }
    }

    /// Asks whether the best checkpoint is this run's, as far as both say whose they are.
    package func requireOwnBest() throws(RunError) {
        guard let runID, let best = try? TensorFile(reading: bestPath),
            let its = best.metadata[CheckpointStore.runIDKey], its != runID
        else { return }
        throw .otherRun(checkpoint: bestPath, itsRun: its, run: runID)
    }

    /// Asks whether a run may be made there; nothing is touched. What a process leaves that was killed before it had
    /// written the options is nothing.
    ///
    /// - Throws: ``RunError/directoryExists(path:)`` if something is in it, ``RunError/cannotCreate(path:reason:)`` if
    ///   it is no folder.
    package static func requireFree(_ path: String) throws(RunError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        let leftover =
            [FolderLock.fileName, runIDName]
            + [runIDName, configurationName].map { $0 + AtomicFile.temporarySuffix }
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard isFolder.boolValue else { throw .cannotCreate(path: path, reason: "a file of that name is there") }
        guard contents?.allSatisfy(leftover.contains) == true else {
            throw .directoryExists(path: path)
        }
    }

    /// Opens the folder of a run that is to go on.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)``, or `StorageError`: `locked`, or `notTrusted` if others may
    ///   have made or changed it.
    public init(resuming path: String) throws {
        guard FileManager.default.fileExists(atPath: path + "/config.yaml") else {
            throw RunError.nothingToResume(path: path, reason: RunDirectory.whyNoRun(path))
        }
        try self.init(locking: path)
        // What it says is read later, by line; whose it is counts here.
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
        checkpoints = CheckpointStore(directory: path + "/checkpoints")
        lock = try FolderLock(directory: path)
    }

    /// The run's name.
    package var runIDPath: String { path + "/" + RunDirectory.runIDName }
    /// The resolved options.
    public var configurationPath: String { path + "/" + RunDirectory.configurationName }
    /// The epochs as a table.
    public var historyPath: String { path + "/history.csv" }
    /// What the run came to.
    public var summaryPath: String { path + "/summary.json" }
    /// What happened, a JSON object a line.
    public var logPath: String { path + "/log.jsonl" }
    /// The best weights.
    public var bestPath: String { checkpoints.path(CheckpointStore.bestName) }

    /// `runs/<preset>-<date>-<time>`, of this moment.
    public static func defaultPath(model: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let name = ((model as NSString).lastPathComponent as NSString).deletingPathExtension
        return "runs/\(name)-\(formatter.string(from: Date()))"
    }
}
