/// Why a run could not start its worker processes.
public enum LaunchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The worker processes could not be started, for this reason.
    case noWorkers(reason: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .noWorkers(let reason):
            "no worker could be started: \(reason)"
        }
    }
}
