import Coordination
import Dispatch
import Messages
import Run
import Transport
import Vocabulary

/// The service as the executor's delegate: time, messages, the referee's thread and files.
extension CoordinatorService: CoordinatorDelegate {
    package var now: Duration { clock.now - start }

    package func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID) {
        let peer = Peer(routingID: peer.bytes)
        // While other messages wait for the worker, no beat is sent: beats would pile up behind them, and the bytes
        // that arrive already show the worker that the coordinator is alive.
        if case .beat = envelope.message, outbox.hasMessages(for: peer) { return }
        let header = envelope.encoded()
        traffic.messagesOut += 1
        traffic.bytesOut += header.count + (frame?.count ?? 0)
        outbox.send(header: header, frame: frame, to: peer)
        if case .goodbye(let goodbye) = envelope.message, goodbye.final { departing[peer] = header }
    }

    package func compute(_ computation: @escaping @Sendable () -> Void) {
        refereeQueue.async { [refereed] in
            computation()
            refereed.wake()
        }
    }

    package func drop(_ peer: PeerID) {
        let peer = Peer(routingID: peer.bytes)
        outbox.drop(peer)
        socket.leave(peer, hadSession: true)
    }

    package func report(_ event: ClusterEvent) {
        // If this process starts the workers, it has reported idle slots or cores before they started.
        if case .idle = event, localWorkers != nil { return }
        publish(event)
        guard case .expelled(let expulsion) = event else { return }
        isExpulsionUnsaved = true
        guard let since = expulsion.unverifiedSince else { return }
        // The checkpoint from before the worker's first unverified result is kept now, since the next checkpoint may
        // replace it.
        publish(.doubted(worker: expulsion.worker, since: since, checkpoint: keeper.keep(before: since)))
    }

    /// Publishes an event, unless too many of its kind were published in this minute. Workers that this process started
    /// join once each, so their joins do not count.
    private func publish(_ event: ClusterEvent) {
        if case .joined = event, startingWorkers > 0 {
            startingWorkers -= 1
        } else if !limit.admits(event) {
            return
        }
        events.publish(.cluster(event))
    }

    /// Publishes how many events of each kind were not published, and the last of these.
    func publish(_ heldBack: [(count: Int, last: ClusterEvent)]) {
        for (count, last) in heldBack { events.publish(.clusterRepeated(count: count, last: last)) }
    }

    package func epochBegins() {
        events.publish(.epochBegan(of: run))
    }

    package func stepped(seconds: Double) throws {
        try keeper.stepEnded(seconds: seconds, workers: executor.machine.memberCount, factsNow, at: now)
    }

    package func validated(chunk: Int) {
        events.publish(.validationChunkEnded(ValidationReport(run, chunk: chunk)))
    }

    package func epochEnded(_ epoch: EpochEnd) throws {
        try keeper.epochEnded(epoch, factsNow, at: now)
    }
}
