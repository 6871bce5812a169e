import Coordination
import Dispatch
import Messages
import Run
import Transport
import Vocabulary

/// What the executor asks of its surroundings: the time, messages, the referee's thread, and files at their times.
extension CoordinatorService: CoordinatorSurroundings {
    var now: Duration { clock.now - start }

    func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID) {
        let header = envelope.encoded()
        traffic.messagesOut += 1
        traffic.bytesOut += header.count + (frame?.count ?? 0)
        let peer = Peer(routingID: peer.bytes)
        // Behind what waits it would tell nothing, and many would wait; what moves tells that this side is there.
        if case .beat = envelope.message, outbox.hasMessages(for: peer) { return }
        outbox.send(header: header, frame: frame, to: peer)
        if case .goodbye(let goodbye) = envelope.message, goodbye.final { departing[peer] = header }
    }

    func compute(_ computation: @escaping @Sendable () -> Void) {
        refereeQueue.async { [refereed] in
            computation()
            refereed.wake()
        }
    }

    func drop(_ peer: PeerID) {
        let peer = Peer(routingID: peer.bytes)
        outbox.drop(peer)
        socket.leave(peer, hadSession: true)
    }

    func report(_ notice: ClusterEvent) {
        // Of workers that this process has started it is said before they are.
        if case .idle = notice, localWorkers != nil { return }
        monitor.report(notice)
        guard case .expelled(let expulsion) = notice else { return }
        isExpulsionUnsaved = true
        guard let since = expulsion.unverifiedSince else { return }
        // Before the next checkpoint, which takes the place of an older one.
        monitor.report(.doubted(worker: expulsion.worker, since: since, checkpoint: keeper.keep(before: since)))
    }

    func epochBegins() {
        monitor.epochBegins(run)
    }

    func stepped(seconds: Double) throws {
        monitor.stepped(run, seconds: seconds, workers: executor.machine.memberCount)
        if keeper.isDue(at: now) { try writeCheckpoint() }
    }

    func validated(chunk: Int) {
        monitor.validated(run, chunk: chunk)
    }

    func epochEnded(_ epoch: EpochEnd) throws {
        try writeEpoch(epoch)
        monitor.epochEnded(run, epoch)
    }
}
