/// Why a worker cannot take part in a run.
public enum WorkerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// This machine or release cannot compute what the run needs.
    case unsuitable(reason: String)
    /// No coordinator answers.
    case noCoordinator(endpoint: String, reason: String)
    /// The coordinator rejected this worker.
    case refused(reason: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .unsuitable(let reason): "this machine cannot take part: \(reason)"
        case .noCoordinator(let endpoint, let reason): "no coordinator at \(endpoint): \(reason)"
        case .refused(let reason): "the coordinator refused this worker: \(reason)"
        }
    }
}
