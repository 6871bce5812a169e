/// Why a header from the network is rejected. A rejected header ends the sender's session and nothing else.
public enum MessageError: Error, Equatable, Sendable {
    /// The header has more bytes than ``MessageLimits/headerBytes``.
    case tooLong(bytes: Int)
    /// The header is not a protobuf message of the schema.
    case notProtobuf
    /// The header holds no message that this version knows.
    case noMessage
    /// The header has unknown fields, repeated fields, or extra bytes at the end.
    case surplus
    /// A field's value is not among the allowed ones.
    case value(field: String, value: String, allowed: String)
    /// A text is empty, too long or has characters that would break a log line.
    case text(field: String, problem: String)
}

extension MessageError: CustomStringConvertible {
    /// The error as one line for a log.
    public var description: String {
        switch self {
        case .tooLong(let bytes):
            "message refused: its header has \(bytes) bytes, the limit is \(MessageLimits.headerBytes)"
        case .notProtobuf: "message refused: its header is damaged or is not one of Chorus"
        case .noMessage: "message refused: its header holds no message that this version knows"
        case .surplus: "message refused: its header has unknown fields, repeated fields or extra bytes"
        case .value(let field, let value, let allowed):
            "message refused: \(field) is \(value), allowed: \(allowed)"
        case .text(let field, let problem): "message refused: \(field) \(problem)"
        }
    }
}
