import PlainText

/// Why a job cannot be computed.
public enum WorkerJobError: Error, Equatable, Sendable {
    /// The job's text has more bytes than ``WorkerJob/textLimit``.
    case tooLong(bytes: Int)
    /// The job's text is not the JSON of a job.
    case unreadable(problem: String)
    /// The job's text has a key that this release does not know.
    case unknownKey(String)
    /// A value of the job is not allowed. `allowed` names the values that are.
    case value(key: String, value: String, allowed: String)
}

extension WorkerJobError: CustomStringConvertible {
    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "the run's job has \(bytes) bytes, the limit is \(WorkerJob.textLimit): use a model with fewer layers"
        case .unreadable(let problem):
            "the run's job cannot be read: \(problem); use the same release of chorus everywhere"
        case .unknownKey(let key):
            "this release of chorus does not know '\(plainText(key, bytes: 64))', which the run's job has: "
                + "use the same release everywhere"
        case .value(let key, let value, let allowed):
            "the run's job has \(key) \(value), allowed: \(allowed)"
        }
    }

    /// Describes an error of the JSON decoder for a person, in one line.
    static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _):
            "it has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            plainText(
                context.codingPath.isEmpty
                    ? "it is no JSON object"
                    : "the value of '\(context.codingPath.map(\.stringValue).joined(separator: "."))' is not known",
                bytes: 200)
        default: plainText("\(error)", bytes: 200)
        }
    }
}
