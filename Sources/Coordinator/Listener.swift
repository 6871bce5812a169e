import Messages
import Networks
import Run
import Transport

/// The address that a coordinator listens on, bound before anything is written to disk.
public final class Listener {
    /// The address that workers connect to, with its actual port.
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

    /// The limits of the socket's queues. A worker gets one version of the weights at a time and sends one block's
    /// gradient at a time, with a few small messages; libzmq queues no more messages than these for a connection,
    /// whatever the peer sends or does not read.
    private static func settings(_ layout: ParameterLayout) -> SocketSettings {
        let messages = layout.buckets.count + 4
        let largestBucket = layout.buckets.reduce(0) { max($0, $1.count * MemoryLayout<Float>.stride) }
        return SocketSettings(
            largestFrame: largestBucket + MessageLimits.headerBytes, sendLimit: messages, receiveLimit: messages)
    }

    /// Checks that an address may be listened on without keys. It must be reachable from this machine only, unless the
    /// user trusts everyone who can reach it.
    ///
    /// - Throws: `TransportError` if it is not an address, ``CoordinatorError/notAllowed(endpoint:)``.
    package static func requireAllowed(_ endpoint: String, insecure: Bool) throws {
        guard try Endpoint(endpoint).resolvedForListening().isLoopback || insecure else {
            throw CoordinatorError.notAllowed(endpoint: endpoint)
        }
    }
}
