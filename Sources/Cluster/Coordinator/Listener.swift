import Transport

/// The address that a coordinator listens on, bound before anything is written to disk.
public final class Listener {
    /// The address that workers connect to, with the port that was taken.
    public let endpoint: String
    let socket: RouterSocket

    /// Binds an address. Nobody is served until a ``CoordinatorService`` does.
    ///
    /// - Throws: `TransportError`.
    public init(_ endpoint: String) throws(TransportError) {
        socket = try RouterSocket(context: Context())
        self.endpoint = try socket.bind(endpoint)
    }

    /// Asks whether an address may be listened on without keys: one of this machine alone, unless the user says that
    /// all who can reach it may be trusted.
    ///
    /// - Throws: `TransportError` if it is no address, ``RunError/notAllowed(endpoint:)``.
    static func requireAllowed(_ endpoint: String, insecure: Bool) throws {
        guard try Endpoint(endpoint).isLoopback || insecure else { throw RunError.notAllowed(endpoint: endpoint) }
    }
}
