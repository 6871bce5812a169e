/// Identifies a connection to the coordinator, by the name that the transport gave the connection.
public struct PeerID: Sendable, Hashable {
    /// The bytes of the transport's name for the connection.
    public let bytes: [UInt8]

    /// The connection to which the transport gave this name.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name in the form for people and logs: two hexadecimal digits for each byte.
    public var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
