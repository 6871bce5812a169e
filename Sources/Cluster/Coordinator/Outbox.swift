import Transport

/// What is to be sent to each peer and could not be yet. The state machine sends a peer one version of the weights at
/// most before it hears of it; a peer for which more waits all the same does not read what it says that it has read.
struct Outbox {
    private struct Item {
        let header: [UInt8]
        let frame: SharedBytes?
    }

    private let socket: RouterSocket
    private var waiting: [Peer: [Item]] = [:]
    private var unreachable: Set<Peer> = []
    private var overwhelmed: Set<Peer> = []
    /// Messages that may wait for one peer.
    private let limit: Int

    /// Beats, work and cancellations of a minute, beside the weights.
    private static let roomForSmallMessages = 256

    /// An outbox for weights of this many buckets.
    init(socket: RouterSocket, bucketCount: Int) {
        self.socket = socket
        limit = 2 * bucketCount + Outbox.roomForSmallMessages
    }

    /// Whether nothing waits.
    var isEmpty: Bool { waiting.isEmpty }

    /// Sends a message, now or as soon as the peer takes it.
    mutating func send(header: [UInt8], frame: SharedBytes?, to peer: Peer) {
        let item = Item(header: header, frame: frame)
        if let count = waiting[peer]?.count {
            guard count < limit else {
                overwhelmed.insert(peer)
                return
            }
            waiting[peer]?.append(item)
        } else if !deliver(item, to: peer) {
            waiting[peer] = [item]
        }
    }

    /// Tries again what could not be sent.
    mutating func flush() {
        for (peer, items) in waiting {
            var rest = items[...]
            while let item = rest.first, deliver(item, to: peer) { rest = rest.dropFirst() }
            waiting[peer] = rest.isEmpty || unreachable.contains(peer) ? nil : Array(rest)
        }
    }

    /// Forgets what waits for a peer.
    mutating func drop(_ peer: Peer) {
        waiting[peer] = nil
    }

    /// The peers that were found to be gone since the last call.
    mutating func takeUnreachable() -> Set<Peer> {
        defer { unreachable = [] }
        return unreachable
    }

    /// The peers for which more than may wait was to be sent since the last call; the rest was left out.
    mutating func takeOverwhelmed() -> Set<Peer> {
        defer { overwhelmed = [] }
        return overwhelmed
    }

    /// Whether the message needs no further care: it is sent, or its peer is gone.
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
