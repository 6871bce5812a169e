import Messages
import Networks
import Run
import Transport

/// The socket that a coordinator listens on, with its address. It is bound before anything is written to disk, so that
/// a failure to bind leaves no new run directory behind.
public final class Listener {
    /// The address that workers connect to. If the user left the port to the system, this has the port that the system
    /// chose.
    public let endpoint: String
    let socket: RouterSocket
    /// The memory that this process shares with workers; nil if they connect from other machines, or if no memory can
    /// be shared.
    let memory: SharedMemory?

    /// Binds an address. A ``CoordinatorService`` serves the workers that connect to it.
    ///
    /// - Parameters:
    ///   - layout: the layout of the model's weights, from which the limits for messages follow.
    ///   - memory: the memory to share with workers of this machine; nil for none.
    /// - Throws: `TransportError`.
    public init(_ endpoint: String, layout: ParameterLayout, memory: SharedMemory? = nil) throws(TransportError) {
        self.memory = memory
        socket = try RouterSocket(context: Context(), settings: Listener.settings(layout), memory: memory)
        self.endpoint = try socket.bind(endpoint)
    }

    /// The limits for messages. In each direction of a connection, libzmq queues at most as many messages as the model
    /// has buckets, and four more, however much the peer sends or leaves unread. That is enough: weights and gradients
    /// take one message for each bucket. A worker gets one version of the weights at a time and sends one block's
    /// gradient at a time, besides a few small messages.
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
