import Checkpoints
import Configuration
import Datasets
import Files
import Foundation

/// The folder of a run. One process holds it at a time.
public struct RunDirectory: Sendable {
    /// The path of the folder.
    public let path: String
    /// The store of its checkpoints.
    public let checkpoints: CheckpointStore
    /// The run's name, which its checkpoints contain too; nil in a folder of an earlier release.
    public private(set) var runID: String?
    private let lock: FolderLock

    /// Makes the folder of a new run.
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

    /// Returns this folder with the run's name. If the folder has no name yet, writes `runID` as its name.
    ///
    /// - Throws: `StorageError`.
    package func keeping(_ runID: String) throws(StorageError) -> RunDirectory {
        guard self.runID == nil else { return self }
        try AtomicFile.write(runID + "\n", to: runIDPath)
        var directory = self
        directory.runID = runID
        return directory
    }

    /// The checkpoint that a run resumes from; nil if the run was killed before it had written one.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)`` if its checkpoints are gone, or `CheckpointError`.
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

    /// Checks that the best checkpoint belongs to this run, if both have the run's name.
    package func requireOwnBest() throws(RunError) {
        guard let runID, let best = try? TensorFile(reading: bestPath),
            let its = best.metadata[CheckpointStore.runIDKey], its != runID
        else { return }
        throw .otherRun(checkpoint: bestPath, itsRun: its, run: runID)
    }

    /// Checks that a new run may use this path. No file is changed. Files of a process that was killed before it had
    /// written the options do not count.
    ///
    /// - Parameter data: the path of the run's data set, in which the run must not be; nil for generated faces.
    /// - Throws: ``RunError/directoryExists(path:)`` if it contains files, ``RunError/cannotCreate(path:reason:)`` if
    ///   it is not a folder.
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
    /// - Throws: ``RunError/nothingToResume(path:reason:)``, or `StorageError`: `locked`, or `notTrusted` if other
    ///   users may have made or changed it.
    public init(resuming path: String) throws {
        guard FileManager.default.fileExists(atPath: RunFile.configuration.path(in: path)) else {
            throw RunError.nothingToResume(path: path, reason: RunDirectory.whyNoRun(path))
        }
        try self.init(locking: path)
        // Only the owner is checked here. The contents are read later, with line numbers.
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

    /// The run's name.
    package var runIDPath: String { RunFile.runID.path(in: path) }
    /// The resolved options.
    public var configurationPath: String { RunFile.configuration.path(in: path) }
    /// The epochs as a table.
    public var historyPath: String { RunFile.history.path(in: path) }
    /// The results of the run.
    public var summaryPath: String { RunFile.summary.path(in: path) }
    /// The log of events, one JSON object per line.
    public var logPath: String { RunFile.log.path(in: path) }
    /// The best weights.
    public var bestPath: String { checkpoints.path(CheckpointStore.bestName) }

    /// `runs/<preset>-<date>-<time>`, with the present time.
    public static func defaultPath(model: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let name = ((model as NSString).lastPathComponent as NSString).deletingPathExtension
        return "runs/\(name)-\(formatter.string(from: Date()))"
    }
}
