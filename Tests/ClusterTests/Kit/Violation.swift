import Messages
import Testing
import Transport

/// What a fake worker does wrong, when, and what the coordinator is to say of it.
struct Violation: CustomTestStringConvertible, Sendable {
    /// When it does so.
    enum Moment: Sendable {
        /// Instead of its hello.
        case greeting
        /// Once it is a member.
        case membership
        /// When it is first given work.
        case assignment
        /// It says nothing wrong, but does not do its work.
        case never
    }

    let testDescription: String
    /// A part of the reason that stands in the log.
    let reason: String
    let moment: Moment
    /// The fingerprint that it gives as its own; nil for the coordinator's.
    var fingerprint: String?
    /// The digest that it gives as that of its job; nil for the right one.
    var job: String?
    /// Whether it had become a member.
    var isMember: Bool
    /// Whether it reads what it is sent once it is a member, and says then which versions are whole.
    var reads = true
    var socketSettings = SocketSettings()
    /// What it says then.
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
