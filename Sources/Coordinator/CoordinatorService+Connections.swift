import Coordination
import Messages
import Transport
import Vocabulary

/// How the coordinator takes messages from its connections, and reads their traffic.
extension CoordinatorService {
    private static let lookInterval = Duration.milliseconds(250)

    /// A message has arrived. The connection of a peer that says hello may last as long as the peer has a session. A
    /// connection without a hello, or whose session has ended, has a time limit.
    func take(_ envelope: Envelope, of incoming: Incoming) throws {
        let peer = PeerID(incoming.peer.routingID)
        guard case .hello = envelope.message else {
            return try executor.received(envelope, frame: incoming.frame, from: peer)
        }
        guard socket.join(by: incoming) else {
            let reason = "this process may have no more file descriptors: raise the limit with ulimit -n"
            return try executor.handle { $0.connectionFailed(reason, at: now) }
        }
        try executor.received(envelope, frame: incoming.frame, from: peer)
        if !executor.machine.hasSession(peer) { socket.leave(incoming.peer, hadSession: false) }
    }

    /// Passes the traffic of the members' connections to the state machine.
    func lookAtLinks() throws {
        guard now - lastLook >= CoordinatorService.lookInterval else { return }
        lastLook = now
        for peer in executor.machine.memberPeers {
            guard let traffic = socket.traffic(of: Peer(routingID: peer.bytes)) else { continue }
            try executor.handle { [now] in
                let last = now - traffic.sinceReceived
                $0.linkMoved(
                    LinkTraffic(
                        received: traffic.bytesReceived, sent: traffic.bytesAcknowledged, lastReceived: last),
                    of: peer, at: now)
                return []
            }
        }
    }
}
