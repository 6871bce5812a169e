import Messages
import Testing
import Transport

/// A proxy between a real worker and the coordinator. It forwards their messages, and changes those of the worker. It
/// acts only while ``turn()`` is called.
final class Middleman {
    /// Replaces a message of the worker by any number of messages.
    typealias Change = (Message, RawMessage) -> [RawMessage]

    /// The address for the worker.
    let endpoint: String
    /// Nil once the coordinator's final goodbye was forwarded to the worker.
    private var coordinator: DealerSocket?
    private let router: RouterSocket
    private let change: Change
    private var worker: Peer?
    private var toCoordinator: [RawMessage] = []
    private var toWorker: [RawMessage] = []
    private var isOver = false

    /// Begins to connect to the coordinator.
    init(at endpoint: String, change: @escaping Change) throws {
        self.change = change
        let context = try Context()
        router = try RouterSocket(context: context)
        self.endpoint = try router.bind("tcp://127.0.0.1:0")
        let coordinator = try DealerSocket(context: context)
        try coordinator.connect(endpoint)
        self.coordinator = coordinator
    }

    /// Ends the connection to the coordinator, as if the worker had died. Later messages of the worker are kept.
    func hangUp() {
        coordinator = nil
        toCoordinator = []
    }

    /// Forwards messages until `condition` holds. A timeout is a failure.
    func play(until condition: () throws -> Bool, at location: SourceLocation = #_sourceLocation) throws {
        try #require(
            try eventually {
                try turn()
                return try condition()
            }, sourceLocation: location)
    }

    /// Forwards the messages that have arrived.
    func turn() throws {
        _ = coordinator?.events()
        while let incoming = try router.receive() {
            worker = incoming.peer
            try #require(router.join(by: incoming))
            let envelope = try incoming.header.withUnsafeBytes { try Envelope(decoding: $0) }
            toCoordinator += change(envelope.message, RawMessage(incoming.header, incoming.frame))
        }
        while let reply = try coordinator?.receive() {
            let envelope = try reply.header.withUnsafeBytes { try Envelope(decoding: $0) }
            if case .goodbye(let goodbye) = envelope.message { isOver = goodbye.final }
            toWorker.append(RawMessage(reply.header, reply.frame))
        }
        while let next = toCoordinator.first, coordinator?.send(header: next.header, frame: next.frame) == .sent {
            toCoordinator.removeFirst()
        }
        while let worker, let next = toWorker.first {
            guard router.send(to: worker, header: next.header, frame: next.frame) == .sent else { break }
            toWorker.removeFirst()
        }
        if isOver, toWorker.isEmpty { coordinator = nil }
    }
}

extension RawMessage {
    /// A copy of this message with changed bytes in its frame.
    func changingFrame(_ change: (UnsafeMutableRawBufferPointer) -> Void) -> RawMessage {
        guard let frame else { return self }
        let changed = frame.withUnsafeBytes { bytes in
            SharedBytes(count: bytes.count) {
                $0.copyMemory(from: bytes)
                change($0)
            }
        }
        return RawMessage(header: header, frame: changed)
    }

    /// A copy of this message whose envelope holds `message` instead.
    func changingMessage(to message: Message) throws -> RawMessage {
        var envelope = try header.withUnsafeBytes { try Envelope(decoding: $0) }
        envelope.message = message
        return RawMessage(header: envelope.encoded(), frame: frame)
    }

    /// A copy of a message that has arrived.
    init(_ header: ReceivedBytes, _ frame: ReceivedBytes?) {
        self.header = header.withUnsafeBytes { [UInt8]($0) }
        self.frame = frame.map { $0.withUnsafeBytes { SharedBytes(copying: $0) } }
    }
}
