/// Why a drawing cannot become a file.
public enum PlotError: Error, Hashable, CustomStringConvertible {
    /// Cairo cannot paint the drawing, or an image in it.
    case notPainted(title: String, reason: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .notPainted(let title, let reason): "the picture '\(title)' cannot be painted: \(reason)"
        }
    }
}
