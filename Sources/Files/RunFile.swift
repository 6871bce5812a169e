/// The names of files and folders in a run's directory, for use by all modules. The names of checkpoints are in
/// `CheckpointStore`.
public enum RunFile: String, CustomStringConvertible {
    /// The resolved options.
    case configuration = "config.yaml"
    /// The run's name.
    case runID = "run_id"
    /// The epochs as a table.
    case history = "history.csv"
    /// The results of the run.
    case summary = "summary.json"
    /// The log of events, one JSON object per line.
    case log = "log.jsonl"
    /// The folder of checkpoints.
    case checkpoints
    /// The folder of pictures.
    case plots
    /// The folder of files for TensorBoard.
    case tensorBoard = "tensorboard"
    /// The page that shows the whole run.
    case report = "report.html"

    /// The name in the directory.
    public var description: String { rawValue }

    /// Its path in a run's directory.
    public func path(in directory: String) -> String { directory + "/" + rawValue }
}
