import Glibc

/// Errors of the connection between two processes. The description is one line for a person.
public enum TransportError: Error, Equatable, Sendable {
    /// The text is not an endpoint that Chorus can use, for the reason `problem`.
    case badEndpoint(String, problem: String)
    /// Another process listens at the endpoint.
    case addressInUse(String)
    /// The operating system does not let this user listen at the endpoint.
    case notPermitted(String)
    /// No network interface of this machine has the endpoint's address.
    case noSuchAddress(String)
    /// The endpoint's host name has no address.
    case unknownHost(String)
    /// The folder that is to hold a socket, a ``SocketDirectory``, cannot be made.
    case cannotCreate(path: String, reason: String)
    /// A received message was dropped: it is not one header and at most one frame, or its sender has chosen its own
    /// routing id, which Chorus never does. The value is the sender; nil for a worker's socket, which has only one
    /// peer.
    case malformed(Peer?)
    /// Any other error of the operating system or of libzmq.
    case system(operation: String, code: Int32)
}

extension TransportError: CustomStringConvertible {
    /// One line: the endpoint, what is wrong and what to do.
    public var description: String {
        switch self {
        case .badEndpoint(let endpoint, let problem):
            "endpoint \"\(endpoint)\": \(problem); use tcp://HOST:PORT or ipc://PATH"
        case .addressInUse(let endpoint):
            "\(endpoint): another process listens there; stop it or use another address"
        case .notPermitted(let endpoint):
            "\(endpoint): no permission to listen there; use a port of at least 1024 or a directory of your own"
        case .noSuchAddress(let endpoint):
            "\(endpoint): this machine has no such address; use one of its own, or tcp://*:PORT for all of them"
        case .unknownHost(let endpoint): "\(endpoint): the host is unknown; check its name or use its address"
        case .cannotCreate(let path, let reason):
            "\(path) cannot be made: \(reason); let this user write to /tmp, or set XDG_RUNTIME_DIR to its own folder"
        case .malformed: "message refused: it is not one header and at most one frame"
        case .system(let operation, let code): "\(operation): \(String(cString: strerror(code)))"
        }
    }
}
