/// Why a benchmark has no results.
public enum BenchmarkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The benchmark could not measure anything, for this reason.
    case notMeasured(reason: String)
    /// The benchmark was interrupted before everything was measured.
    case interrupted

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .notMeasured(let reason):
            "nothing was measured: \(reason)"
        case .interrupted:
            "interrupted before everything was measured"
        }
    }
}
