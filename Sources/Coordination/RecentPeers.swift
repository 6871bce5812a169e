import Vocabulary

/// A set of peers that remembers only the last `limit` ones inserted.
struct RecentPeers: Sendable {
    private static let limit = 1024
    private var peers: Set<PeerID> = []
    private var order: [PeerID] = []

    /// Whether a peer is remembered.
    func contains(_ peer: PeerID) -> Bool { peers.contains(peer) }

    /// Remembers a peer. Returns whether it was not remembered before.
    @discardableResult
    mutating func insert(_ peer: PeerID) -> Bool {
        guard peers.insert(peer).inserted else { return false }
        order.append(peer)
        if order.count > RecentPeers.limit { peers.remove(order.removeFirst()) }
        return true
    }
}
