import Files

/// Why there are no pictures of a run.
public enum PictureError: Error, Hashable, CustomStringConvertible {
    /// The folder at `path` is not the folder of a run: it has no `config.yaml`.
    case noRun(path: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .noRun(let path):
            "\(path) is not the folder of a run: it has no \(RunFile.configuration); name one that a training has "
                + "made, by default a folder in runs/"
        }
    }
}
