/// One header on the wire: its session and its message.
///
/// A term is one process of a coordinator; a session is one accepted join of a worker. A receiver drops messages of
/// another term or of a closed session.
public struct Envelope: Sendable, Hashable {
    /// The coordinator's term; 0 in a hello, whose sender does not know it yet.
    public var term: UInt64
    /// The worker's session; 0 before it has one.
    public var session: UInt64
    /// The message.
    public var message: Message

    /// An envelope with a message.
    public init(term: UInt64, session: UInt64, message: Message) {
        self.term = term
        self.session = session
        self.message = message
    }
}
