/// Why a drawing can't become a picture.
public enum PlotError: Error, Hashable, CustomStringConvertible {
    /// Cairo can't paint it.
    case notPainted(title: String, reason: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .notPainted(let title, let reason): "the picture '\(title)' cannot be painted: \(reason)"
        }
    }
}
