import Messages
import Testing
import Transport

/// A violation of the protocol by a fake worker: what, when, and the expected reaction of the coordinator.
struct Violation: CustomTestStringConvertible, Sendable {
    /// The moment of a violation.
    enum Moment: Sendable {
        /// Instead of its hello.
        case greeting
        /// Once it is a member.
        case membership
        /// At its first assignment.
        case assignment
        /// It sends no wrong message, but does not do its work.
        case never
    }

    let testDescription: String
    /// A part of the reason in the log.
    let reason: String
    let moment: Moment
    /// The fingerprint that it sends; nil for the coordinator's.
    var fingerprint: String?
    /// The job digest that it sends; nil for the right one.
    var job: String?
    /// Whether it becomes a member first.
    var isMember: Bool
    /// Whether it reads and acknowledges weights once it is a member.
    var reads = true
    var socketSettings = SocketSettings()
    /// The messages of the violation.
    let words: @Sendable (Conversation) -> [RawMessage]

    init(
        _ description: String, _ moment: Moment, says reason: String,
        words: @escaping @Sendable (Conversation) -> [RawMessage] = { _ in [] }
    ) {
        testDescription = description
        self.moment = moment
        self.reason = reason
        self.words = words
        isMember = moment != .greeting
    }
}
