import Checkpoints
import Configuration
import Foundation

/// The folder of a run, held by one coordinator at a time.
public struct RunDirectory: Sendable {
    /// The folder.
    public let path: String
    /// Its checkpoints.
    public let checkpoints: CheckpointStore
    private let lock: RunDirectoryLock

    /// Makes the folder of a new run.
    ///
    /// - Throws: ``RunError/directoryExists(path:)``, ``RunError/cannotCreate(path:reason:)`` or `CheckpointError`.
    public init(creating path: String, configuration: RunConfiguration) throws {
        try RunDirectory.requireFree(path)
        try RunDirectory.makeFolder(path)
        try self.init(locking: path)
        try AtomicFile.write(configuration.yaml(), to: configurationPath)
    }

    /// Asks whether a run may be made there; nothing is touched. What a process leaves that was killed before it had
    /// written the options is nothing.
    ///
    /// - Throws: ``RunError/directoryExists(path:)`` if something is in it, ``RunError/cannotCreate(path:reason:)`` if it is
    ///   no folder.
    static func requireFree(_ path: String) throws(RunError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        let leftover = [RunDirectoryLock.fileName, "config.yaml" + AtomicFile.temporarySuffix]
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard isFolder.boolValue else { throw .cannotCreate(path: path, reason: "a file of that name is there") }
        guard contents?.allSatisfy(leftover.contains) == true else {
            throw .directoryExists(path: path)
        }
    }

    /// Opens the folder of a run that is to go on.
    ///
    /// - Throws: ``RunError/nothingToResume(path:reason:)`` or `CheckpointError.locked`.
    public init(resuming path: String) throws {
        guard FileManager.default.fileExists(atPath: path + "/config.yaml") else {
            throw RunError.nothingToResume(path: path, reason: RunDirectory.whyNoRun(path))
        }
        try self.init(locking: path)
    }

    private init(locking path: String) throws {
        self.path = path
        checkpoints = CheckpointStore(directory: path + "/checkpoints")
        lock = try RunDirectoryLock(directory: path)
    }

    /// The resolved options.
    public var configurationPath: String { path + "/config.yaml" }
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
