/// A connection to the coordinator, as the transport names it.
public struct PeerID: Sendable, Hashable {
    /// The transport's name for the connection.
    public let bytes: [UInt8]

    /// Wraps the transport's name.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name for people and logs: two digits a byte.
    public var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
