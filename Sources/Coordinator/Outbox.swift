import Compute
import Coordination
import Messages
import Tensors
import Transport

/// Messages that could not be sent yet, by peer: the queue of the peer's connection is full. The state machine sends a
/// peer at most one version of the weights before the peer acknowledges that version. So if two versions wait for a
/// peer, the peer has acknowledged weights that it has not read.
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
    /// Peers whose sessions have ended since the last ``flush()``.
    private var dropped: Set<Peer> = []
    /// How many messages may wait for one peer, and how many bytes these may have.
    private let limit: (messages: Int, bytes: Int)

    /// How many messages besides weights may wait for a peer: mostly assignments and cancellations. Beats need no room,
    /// since none is sent to a peer for which messages wait.
    private static let roomForSmallMessages = 256

    /// An outbox for a run's messages. For each peer it holds at most twice what a worker may need at once: the job,
    /// the weights and a whole batch.
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

    /// Sends a message, now or as soon as the peer takes it. If too much waits for the peer already, the message is
    /// dropped, see ``takeOverwhelmed()``.
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

    /// Tries again to send waiting messages.
    mutating func flush() {
        for (peer, queue) in waiting {
            var rest = queue.items[...]
            while let item = rest.first, deliver(item, to: peer) { rest = rest.dropFirst() }
            let isOver = rest.isEmpty || unreachable.contains(peer) || dropped.contains(peer)
            waiting[peer] = isOver ? nil : Queue(Array(rest))
        }
        dropped = []
    }

    /// Drops the messages that wait for a peer whose session has ended. The next ``flush()`` tries once to send its
    /// last message.
    mutating func drop(_ peer: Peer) {
        waiting[peer] = nil
        dropped.insert(peer)
    }

    /// The peers found to be disconnected since the last call.
    mutating func takeUnreachable() -> Set<Peer> {
        defer { unreachable = [] }
        return unreachable
    }

    /// The peers for which more messages waited than ``limit`` allows, since the last call. Further messages to them
    /// were dropped.
    mutating func takeOverwhelmed() -> Set<Peer> {
        defer { overwhelmed = [] }
        return overwhelmed
    }

    /// Tries to send a message. Returns whether the message is done with: it is sent, or its peer is gone.
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
