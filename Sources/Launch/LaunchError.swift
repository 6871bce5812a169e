/// Why a run has no worker processes.
public enum LaunchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// They could not be started.
    case noWorkers(reason: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .noWorkers(let reason):
            "all workers have ended: \(reason)"
        }
    }
}
