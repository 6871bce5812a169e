/// One header on the wire: whose message it is, and the message.
///
/// A term is one life of a coordinator, a session one accepted join of a worker. What names another term or a closed
/// session is dropped by whoever receives it.
public struct Envelope: Sendable, Hashable {
    /// The coordinator's term; 0 in a hello, whose sender cannot know it yet.
    public var term: UInt64
    /// The worker's session; 0 before one is given.
    public var session: UInt64
    /// What is said.
    public var message: Message

    /// An envelope around `message`.
    public init(term: UInt64, session: UInt64, message: Message) {
        self.term = term
        self.session = session
        self.message = message
    }
}
