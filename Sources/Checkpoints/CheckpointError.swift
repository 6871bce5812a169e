import Files
import Glibc
import PlainText

/// Why a file of a run could not be read, written or locked. Each case has its own exit code of sysexits.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such file (exit 66).
    case missing(path: String)
    /// The file is there, but it is cut short, altered or not a checkpoint (exit 65).
    case damaged(path: String, problem: String)
    /// The file is of another kind (exit 65).
    case foreign(path: String, kind: String)
    /// The file is a checkpoint of a format that this release of chorus does not read (exit 65).
    case unknownFormat(path: String, format: String)
    /// The folder is no run directory with a checkpoint (exit 66).
    case noCheckpoint(directory: String)
    /// The disk or the user's quota is full (exit 74).
    case noSpace(path: String, reason: String)
    /// The operating system refused or failed (exit 74).
    case inputOutput(path: String, operation: String, reason: String)
    /// Somebody else may have made or changed it (exit 77).
    case notTrusted(path: String, reason: String)
    /// Another process uses the run directory (exit 73).
    case locked(directory: String, holder: String)

    /// One line: the file, what is wrong with it, and what to do.
    public var description: String { errorLine(text) }

    private var text: String {
        switch self {
        case .missing(let path):
            "\(path): no such file" + (isAddress(path) ? "; it is an address: download it first" : "")
        case .foreign(let path, let kind):
            "\(path) is \(kind), not a checkpoint: name a run's folder, or its checkpoints/best.safetensors"
        case .unknownFormat(let path, let format):
            "\(path) has checkpoint format \(format), and this release of chorus reads "
                + "\(CheckpointFormat.read.joined(separator: ", ")) only: use the release that wrote it, or a newer one"
        case .noCheckpoint(let directory):
            "\(directory) holds no checkpoints/\(CheckpointStore.bestName): name the folder of a run that has one, or a checkpoint"
        case .damaged:
            "\(self.problem); use another checkpoint or a fresh copy"
        case .noSpace(let path, let reason):
            "cannot write \(path): \(reason); free some space, then resume"
        case .inputOutput(let path, let operation, let reason):
            "cannot \(operation) \(path): \(reason)"
        case .notTrusted(let path, let reason):
            "what \(path) holds is not believed: \(reason)"
        case .locked(let directory, let holder):
            "\(directory) is in use by \(holder); wait for it to end or choose another directory"
        }
    }

    /// The file and what is wrong with it, without what to do.
    var problem: String {
        switch self {
        case .damaged(let path, let problem): "\(path) is not a whole checkpoint: \(problem)"
        case .missing, .foreign, .unknownFormat, .noCheckpoint, .noSpace, .inputOutput, .notTrusted, .locked: text
        }
    }

    /// The error of reading `path`.
    init(reading path: String, _ error: FileError) {
        switch error {
        case .missing: self = .missing(path: path)
        case .notAFile, .shortened: self = .damaged(path: path, problem: error.description)
        case .notTrusted: self = .notTrusted(path: path, reason: error.description)
        case .system: self = .inputOutput(path: path, operation: "read", reason: error.description)
        }
    }

    /// The error of opening `path` to write to it.
    init(writing path: String, _ error: FileError) {
        switch error {
        case .system(let code): self = .writing(path, operation: "open", code: code)
        case .notTrusted: self = .notTrusted(path: path, reason: error.description)
        case .missing, .notAFile, .shortened:
            self = .inputOutput(path: path, operation: "open", reason: error.description)
        }
    }

    /// The error of a system call that was to change `path`.
    static func writing(_ path: String, operation: String = "write", code: Int32) -> CheckpointError {
        switch code {
        case ENOSPC, EDQUOT: .noSpace(path: path, reason: systemText(code))
        case EFBIG: .inputOutput(path: path, operation: operation, reason: "\(systemText(code)) (see ulimit -f)")
        default: .inputOutput(path: path, operation: operation, reason: systemText(code))
        }
    }
}

/// Carries out what reads a file, and names the file where that fails.
func readingFile<Result>(
    _ path: String, _ read: () throws(FileError) -> Result
) throws(CheckpointError) -> Result {
    do throws(FileError) {
        return try read()
    } catch {
        throw CheckpointError(reading: path, error)
    }
}
