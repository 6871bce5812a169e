import Glibc

/// The address at which a coordinator listens, and to which workers connect.
public enum Endpoint: Sendable, Hashable {
    /// A port of a host. The host is a name, an address, or `*` for every interface. Port 0, also written `*`, means
    /// any free port.
    case tcp(host: String, port: UInt16)
    /// A socket file on this machine.
    case ipc(path: String)

    /// The longest path of a socket file that the system allows, in bytes.
    public static let longestPath = 107

    /// Reads `tcp://HOST:PORT` (an IPv6 address in brackets) or `ipc://PATH`.
    public init(_ text: String) throws(TransportError) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        guard isPlain else { throw .badEndpoint(text.debugDescription, problem: "it has spaces or control characters") }
        if text.hasPrefix("tcp://") {
            self = try Endpoint.tcp(text)
        } else if text.hasPrefix("ipc://") {
            self = try Endpoint.ipc(text)
        } else {
            throw .badEndpoint(text, problem: Endpoint.withoutTransport(text))
        }
    }

    /// Whether only processes of this machine can reach the endpoint. The result is false for a host's name that is not
    /// resolved yet.
    public var isLoopback: Bool {
        switch self {
        case .ipc: return true
        case .tcp(let host, _):
            var address = in_addr()
            if inet_pton(AF_INET, host, &address) == 1 { return UInt32(bigEndian: address.s_addr) >> 24 == 127 }
            var longAddress = in6_addr()
            guard inet_pton(AF_INET6, host, &longAddress) == 1 else { return false }
            return withUnsafeBytes(of: longAddress) { $0.elementsEqual([UInt8](repeating: 0, count: 15) + [1]) }
        }
    }

    /// Whether the host is written as an IPv6 address.
    var isIPv6: Bool {
        if case .tcp(let host, _) = self { host.utf8.contains(UInt8(ascii: ":")) } else { false }
    }

    private static func tcp(_ text: String) throws(TransportError) -> Endpoint {
        let rest = text.dropFirst("tcp://".count)
        guard let colon = rest.lastIndex(of: ":") else { throw .badEndpoint(text, problem: "it has no port") }
        let portText = rest[rest.index(after: colon)...]
        let isNumber = !portText.isEmpty && portText.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        guard let port = portText == "*" ? 0 : (isNumber ? UInt16(portText) : nil) else {
            throw .badEndpoint(text, problem: "its port is not a number up to 65535")
        }
        var host = String(rest[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            var address = in6_addr()
            guard inet_pton(AF_INET6, host, &address) == 1 else {
                throw .badEndpoint(text, problem: "what is in brackets is not an IPv6 address")
            }
            return .tcp(host: host, port: port)
        }
        guard !host.isEmpty else { throw .badEndpoint(text, problem: "it has no host") }
        guard host == "*" || host.utf8.allSatisfy(isHostByte) else {
            throw .badEndpoint(text, problem: "its host is neither a name nor an address")
        }
        return .tcp(host: host, port: port)
    }

    /// What is wrong with a text that begins with neither `tcp://` nor `ipc://`. For `127.0.0.1:7070` and
    /// `http://host:80/` the result includes the endpoint that was probably meant.
    private static func withoutTransport(_ text: String) -> String {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let address = text[start...].prefix { $0 != "/" }
        let meant = "tcp://\(address)"
        guard address.contains(":"), (try? Endpoint.tcp(meant)) != nil else { return "it does not begin with tcp://" }
        return "it does not begin with tcp://, as \(meant) does"
    }

    private static func ipc(_ text: String) throws(TransportError) -> Endpoint {
        let path = String(text.dropFirst("ipc://".count))
        guard !path.isEmpty else { throw .badEndpoint(text, problem: "it has no path") }
        guard !path.hasPrefix("@"), path != "*" else {
            throw .badEndpoint(text, problem: "it names no file, so no file permissions protect it")
        }
        guard path.utf8.count <= longestPath else {
            throw .badEndpoint(
                text, problem: "its path has \(path.utf8.count) bytes, the system's limit is \(longestPath)")
        }
        return .ipc(path: path)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The address as a text that ``init(_:)`` can read.
    public var description: String {
        switch self {
        case .ipc(let path): "ipc://\(path)"
        case .tcp(let host, let port): isIPv6 ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        }
    }
}
