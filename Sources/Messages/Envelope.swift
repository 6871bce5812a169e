/// The header of one message on the wire: which coordinator process and which session it belongs to, and the message.
///
/// A term is the life of one coordinator process, and a session lasts from a worker's accepted join to its end. By term
/// and session a receiver recognizes messages that arrive too late. A worker that has a session ignores messages of
/// another term or session. If the coordinator gets such a message, it ends the sender's session; if the sender has no
/// session, the coordinator ignores the message.
public struct Envelope: Sendable, Hashable {
    /// The coordinator's term; 0 in a hello, because its sender does not know the term yet.
    public var term: UInt64
    /// The worker's session; 0 in a hello, and in an answer to a worker that gets no session.
    public var session: UInt64
    /// The message that the header holds.
    public var message: Message

    /// The envelope of a message, with the coordinator's term and the worker's session.
    public init(term: UInt64, session: UInt64, message: Message) {
        self.term = term
        self.session = session
        self.message = message
    }
}
