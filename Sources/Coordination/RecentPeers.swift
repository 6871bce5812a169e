import Vocabulary

/// A set of peers that remembers only the `limit` peers that were inserted last, so that its memory stays small however
/// many peers connect.
struct RecentPeers: Sendable {
    private static let limit = 1024
    private var peers: Set<PeerID> = []
    private var order: [PeerID] = []

    /// Whether a peer is remembered.
    func contains(_ peer: PeerID) -> Bool { peers.contains(peer) }

    /// Remembers a peer. Returns false if the peer was remembered already.
    @discardableResult
    mutating func insert(_ peer: PeerID) -> Bool {
        guard peers.insert(peer).inserted else { return false }
        order.append(peer)
        if order.count > RecentPeers.limit { peers.remove(order.removeFirst()) }
        return true
    }
}
