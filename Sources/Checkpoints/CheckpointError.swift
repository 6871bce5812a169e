import Files
import PlainText

/// Why a checkpoint could not be read.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no file at the path.
    case missing(path: String)
    /// The file is cut short, altered or not a checkpoint.
    case damaged(path: String, problem: String)
    /// The file is not a safetensors file. `kind` says what it is instead, for instance `a text file`.
    case foreign(path: String, kind: String)
    /// The file is a checkpoint of a format that this release of chorus does not read.
    case unknownFormat(path: String, format: String)
    /// The folder has no `checkpoints/best.safetensors`, so it is not the directory of a run with best weights.
    case noCheckpoint(directory: String)
    /// The run of this folder has no `summary.json` that belongs to its last checkpoint. A run writes it when it ends,
    /// so the run still goes on, or was killed.
    case notStopped(directory: String)
    /// The file or its folder could not be read.
    case storage(StorageError)

    /// One line: the file, what is wrong with it, and what to do.
    public var description: String { errorLine(text) }

    private var text: String {
        switch self {
        case .missing(let path):
            "\(path): no such file" + (isAddress(path) ? "; it is an address: download it first" : "")
        case .foreign(let path, let kind):
            "\(path) is \(kind), not a checkpoint: name a run's folder, or its \(CheckpointStore.bestInRun)"
        case .unknownFormat(let path, let format):
            "\(path) has checkpoint format \(format), and this release of chorus reads "
                + "\(CheckpointFormat.read.joined(separator: ", ")) only: use the release that wrote it, or a newer one"
        case .noCheckpoint(let directory):
            "\(directory) holds no \(CheckpointStore.bestInRun): name the folder of a run that has one, "
                + "or a checkpoint"
        case .notStopped(let directory):
            "\(directory) has no summary of its last checkpoint: the run still goes on, or was killed; "
                + "wait for its end, or resume it"
        case .damaged:
            "\(self.problem); use another checkpoint or a fresh copy"
        case .storage(let error):
            error.description
        }
    }

    /// The file and what is wrong with it. For a damaged file, this leaves out the advice that ``description`` ends
    /// with.
    var problem: String {
        switch self {
        case .damaged(let path, let problem): "\(path) is not a whole checkpoint: \(problem)"
        case .missing, .foreign, .unknownFormat, .noCheckpoint, .notStopped, .storage: text
        }
    }

    /// The error of a checkpoint at `path` that could not be read because of a ``FileError``.
    init(reading path: String, _ error: FileError) {
        switch error {
        case .missing: self = .missing(path: path)
        case .notAFile, .shortened: self = .damaged(path: path, problem: error.description)
        case .notTrusted, .system: self = .storage(StorageError(reading: path, error))
        }
    }
}

/// Calls `read`, and turns its ``FileError`` into a ``CheckpointError`` with the path of the checkpoint.
func readingFile<Result>(
    _ path: String, _ read: () throws(FileError) -> Result
) throws(CheckpointError) -> Result {
    do throws(FileError) {
        return try read()
    } catch {
        throw CheckpointError(reading: path, error)
    }
}
