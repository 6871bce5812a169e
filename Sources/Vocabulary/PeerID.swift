/// A connection to the coordinator, as the transport names it.
public struct PeerID: Sendable, Hashable {
    /// The transport's name for the connection.
    public let bytes: [UInt8]

    /// Wraps the transport's name.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}
