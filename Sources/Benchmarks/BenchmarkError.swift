/// Why a benchmark has no results.
public enum BenchmarkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It could not measure.
    case notMeasured(reason: String)
    /// It was interrupted.
    case interrupted

    /// One line for a person.
    public var description: String {
        switch self {
        case .notMeasured(let reason):
            "nothing was measured: \(reason)"
        case .interrupted:
            "interrupted before everything was measured"
        }
    }
}
