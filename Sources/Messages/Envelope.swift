/// The header of one message on the wire: which coordinator process and which session it belongs to, and the message.
///
/// A term is the life of one coordinator process, and a session lasts from a worker's accepted join to its end. With
/// them a receiver recognizes messages that are late. A worker ignores a message of another term or session. The
/// coordinator ignores it if the sender's session has ended; if the sender has a session, the message ends that
/// session.
public struct Envelope: Sendable, Hashable {
    /// The coordinator's term; 0 in a hello, whose sender does not know it yet.
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
