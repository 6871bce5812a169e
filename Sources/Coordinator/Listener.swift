import Messages
import Networks
import Run
import Transport

/// The address that a coordinator listens on. It is bound before anything is written to disk, so an error here leaves
/// no new run directory behind.
public final class Listener {
    /// The address that workers connect to. If the port was left to the system, this has the port that it chose.
    public let endpoint: String
    let socket: RouterSocket
    /// The memory that is shared with workers; nil if they connect from other machines.
    let memory: SharedMemory?

    /// Binds an address for a model of this layout. A ``CoordinatorService`` serves it later.
    ///
    /// - Throws: `TransportError`.
    public init(_ endpoint: String, layout: ParameterLayout, memory: SharedMemory? = nil) throws(TransportError) {
        self.memory = memory
        socket = try RouterSocket(context: Context(), settings: Listener.settings(layout), memory: memory)
        self.endpoint = try socket.bind(endpoint)
    }

    /// The limits of the socket's queues. For each connection libzmq queues as many messages as the model has buckets,
    /// and four more, whatever the peer sends or does not read. That is enough: a worker gets one version of the
    /// weights at a time and sends one block's gradient at a time, with a few small messages.
    private static func settings(_ layout: ParameterLayout) -> SocketSettings {
        let messages = layout.buckets.count + 4
        let largestBucket = layout.buckets.reduce(0) { max($0, $1.count * MemoryLayout<Float>.stride) }
        return SocketSettings(
            largestFrame: largestBucket + MessageLimits.headerBytes, sendLimit: messages, receiveLimit: messages)
    }

    /// Checks that workers may connect to an address without authentication. That is allowed if only this machine can
    /// reach the address, or if `insecure` says that the user trusts everyone who can reach it.
    ///
    /// - Throws: `TransportError` if the text is not an address, ``CoordinatorError/notAllowed(endpoint:)`` if the
    ///   address is not allowed.
    package static func requireAllowed(_ endpoint: String, insecure: Bool) throws {
        guard try Endpoint(endpoint).resolvedForListening().isLoopback || insecure else {
            throw CoordinatorError.notAllowed(endpoint: endpoint)
        }
    }
}
