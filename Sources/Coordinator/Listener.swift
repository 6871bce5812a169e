import Messages
import Networks
import Run
import Transport

/// The address that a coordinator listens on, bound before anything is written to disk.
public final class Listener {
    /// The address that workers connect to, with the port that was taken.
    public let endpoint: String
    let socket: RouterSocket
    /// What it shares with the workers that connect; nil where they come from other machines.
    let memory: SharedMemory?

    /// Binds an address for a model of this layout. Nobody is served until a ``CoordinatorService`` does.
    ///
    /// - Throws: `TransportError`.
    public init(_ endpoint: String, layout: ParameterLayout, memory: SharedMemory? = nil) throws(TransportError) {
        self.memory = memory
        socket = try RouterSocket(context: Context(), settings: Listener.settings(layout), memory: memory)
        self.endpoint = try socket.bind(endpoint)
    }

    /// A worker is sent one version of the weights at once and sends one block's gradient at once, with a few small
    /// messages. No more than that waits within libzmq for one connection, whatever its other side sends or leaves
    /// unread.
    private static func settings(_ layout: ParameterLayout) -> SocketSettings {
        let messages = layout.buckets.count + 4
        let largestBucket = layout.buckets.reduce(0) { max($0, $1.count * MemoryLayout<Float>.stride) }
        return SocketSettings(
            largestFrame: largestBucket + MessageLimits.headerBytes, sendLimit: messages, receiveLimit: messages)
    }

    /// Asks whether an address may be listened on without keys: one of this machine alone, whatever name it has, unless
    /// the user says that all who can reach it may be trusted.
    ///
    /// - Throws: `TransportError` if it is no address, ``RunError/notAllowed(endpoint:)``.
    package static func requireAllowed(_ endpoint: String, insecure: Bool) throws {
        guard try Endpoint(endpoint).resolvedForListening().isLoopback || insecure else {
            throw RunError.notAllowed(endpoint: endpoint)
        }
    }
}
