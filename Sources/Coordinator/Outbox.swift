import Compute
import Coordination
import Messages
import Tensors
import Transport

/// Messages that wait to be sent, by peer, because the queue of the peer's connection is full. The coordinator's state
/// machine sends a peer a new version of the weights only after the peer has acknowledged the one before. So if two
/// versions wait for a peer, the peer has acknowledged weights that it has not read.
struct Outbox {
    private struct Item {
        let header: [UInt8]
        let frame: SharedBytes?

        var byteCount: Int { header.count + (frame?.count ?? 0) }
    }

    private struct Queue {
        private(set) var items: [Item]
        private(set) var byteCount: Int

        init(_ items: [Item]) {
            self.items = items
            byteCount = items.reduce(0) { $0 + $1.byteCount }
        }

        mutating func append(_ item: Item) {
            items.append(item)
            byteCount += item.byteCount
        }
    }

    private let socket: RouterSocket
    private var waiting: [Peer: Queue] = [:]
    private var unreachable: Set<Peer> = []
    private var overwhelmed: Set<Peer> = []
    /// Peers whose sessions have ended since the last ``flush()``, see ``drop(_:)``.
    private var dropped: Set<Peer> = []
    /// The most messages that may wait for one peer, and the most bytes that these messages may have together.
    private let limit: (messages: Int, bytes: Int)

    /// How many messages besides weights may wait for a peer: mostly assignments and cancellations. Beats, the
    /// coordinator's signs of life, need no room: none is sent to a peer for which messages wait.
    private static let roomForSmallMessages = 256

    /// An outbox for a run's messages. The messages that wait for one peer may together have at most twice the bytes
    /// that a worker may need at once: those of the job, of the weights and of a whole batch.
    init(socket: RouterSocket, settings: CoordinatorSettings, job: WorkerJob) {
        self.socket = socket
        let batchBytes = job.batchSize * (job.input.count + MemoryLayout<UInt16>.size)
        limit = (
            messages: 2 * settings.bucketByteCounts.count + Outbox.roomForSmallMessages,
            bytes: 2 * (settings.bucketByteCounts.reduce(job.text.utf8.count, +) + batchBytes)
        )
    }

    /// Whether no message waits to be sent.
    var isEmpty: Bool { waiting.isEmpty }

    /// Whether messages wait for a peer.
    func hasMessages(for peer: Peer) -> Bool { waiting[peer] != nil }

    /// Sends a message at once, or by a later ``flush()`` if the queue of the peer's connection is full. If ``limit``
    /// does not allow one more waiting message for the peer, the message is dropped, see ``takeOverwhelmed()``.
    mutating func send(header: [UInt8], frame: SharedBytes?, to peer: Peer) {
        let item = Item(header: header, frame: frame)
        if let queue = waiting[peer] {
            guard queue.items.count < limit.messages, queue.byteCount + item.byteCount <= limit.bytes else {
                overwhelmed.insert(peer)
                return
            }
            waiting[peer]?.append(item)
        } else if !deliver(item, to: peer) {
            waiting[peer] = Queue([item])
        }
    }

    /// Tries again to send the waiting messages, those of each peer in their order.
    mutating func flush() {
        for (peer, queue) in waiting {
            var rest = queue.items[...]
            while let item = rest.first, deliver(item, to: peer) { rest = rest.dropFirst() }
            let isOver = rest.isEmpty || unreachable.contains(peer) || dropped.contains(peer)
            waiting[peer] = isOver ? nil : Queue(Array(rest))
        }
        dropped = []
    }

    /// Drops the messages that wait for a peer whose session has ended. A goodbye that is sent to this peer afterwards
    /// may wait too: the next ``flush()`` tries once to send it, then drops it.
    mutating func drop(_ peer: Peer) {
        waiting[peer] = nil
        dropped.insert(peer)
    }

    /// The peers that were found to be disconnected, when a message was to be sent to them, since the last call of this
    /// method.
    mutating func takeUnreachable() -> Set<Peer> {
        defer { unreachable = [] }
        return unreachable
    }

    /// The peers for which ``send(header:frame:to:)`` has dropped messages since the last call of this method, because
    /// ``limit`` allows no more to wait.
    mutating func takeOverwhelmed() -> Set<Peer> {
        defer { overwhelmed = [] }
        return overwhelmed
    }

    /// Tries to send a message. Returns false if the message must wait, and true if it was sent or its peer is gone.
    private mutating func deliver(_ item: Item, to peer: Peer) -> Bool {
        switch socket.send(to: peer, header: item.header, frame: item.frame) {
        case .sent:
            return true
        case .wouldBlock:
            return false
        case .unreachable:
            unreachable.insert(peer)
            return true
        }
    }
}
