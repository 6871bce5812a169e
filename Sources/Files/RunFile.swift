/// The names of files and folders in a run's directory, for use by all modules. The names of checkpoints are in
/// `CheckpointStore`.
public enum RunFile: String, CustomStringConvertible {
    /// The run's configuration, with the resolved values of all settings.
    case configuration = "config.yaml"
    /// The file with the run's id, a random text that the run's checkpoints hold too.
    case runID = "run_id"
    /// The metrics of each epoch, as a table.
    case history = "history.csv"
    /// The summary of the run's results.
    case summary = "summary.json"
    /// The log of events, one JSON object per line.
    case log = "log.jsonl"
    /// The folder of checkpoints.
    case checkpoints
    /// The folder of pictures that show the run's results.
    case plots
    /// The folder of files for TensorBoard.
    case tensorBoard = "tensorboard"
    /// The page that shows the whole run.
    case report = "report.html"

    /// The name of the file or folder in the run's directory.
    public var description: String { rawValue }

    /// The path of the file or folder in a run's directory.
    public func path(in directory: String) -> String { directory + "/" + rawValue }
}
