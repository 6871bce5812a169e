/// Why a coordinator cannot serve, or cannot go on.
public enum CoordinatorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// All worker processes that this process started have ended. The last finished step is in a checkpoint.
    case workersEnded(reason: String)
    /// The address may not be used, because other machines can reach it and there is no authentication.
    case notAllowed(endpoint: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .workersEnded(let reason):
            "all workers have ended: \(reason); resume the run to go on from the last step"
        case .notAllowed(let endpoint):
            "\(endpoint) can be reached from other machines: bind to a loopback address, or allow such "
                + "addresses if everyone on that network may be trusted"
        }
    }
}
