import Coordination
import Dispatch
import Messages
import Run
import Transport
import Vocabulary

/// What the executor asks of its delegate: the time, messages, the referee's thread, and files at their times.
extension CoordinatorService: CoordinatorDelegate {
    package var now: Duration { clock.now - start }

    package func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID) {
        let header = envelope.encoded()
        traffic.messagesOut += 1
        traffic.bytesOut += header.count + (frame?.count ?? 0)
        let peer = Peer(routingID: peer.bytes)
        // Behind what waits it would tell nothing, and many would wait; what moves tells that this side is there.
        if case .beat = envelope.message, outbox.hasMessages(for: peer) { return }
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
        // Of workers that this process has started it is said before they are.
        if case .idle = event, localWorkers != nil { return }
        publish(event)
        guard case .expelled(let expulsion) = event else { return }
        isExpulsionUnsaved = true
        guard let since = expulsion.unverifiedSince else { return }
        // Before the next checkpoint, which takes the place of an older one.
        publish(.doubted(worker: expulsion.worker, since: since, checkpoint: keeper.keep(before: since)))
    }

    /// Publishes an event, unless its kind has been very frequent of late. Workers that this process starts itself join
    /// once each, however many they are.
    private func publish(_ event: ClusterEvent) {
        if case .joined = event, startingWorkers > 0 {
            startingWorkers -= 1
        } else if !limit.admits(event) {
            return
        }
        events.publish(.cluster(event))
    }

    /// Publishes how many events were held back.
    func publish(_ heldBack: [(count: Int, last: ClusterEvent)]) {
        for (count, last) in heldBack { events.publish(.clusterRepeated(count: count, last: last)) }
    }

    package func epochBegins() {
        events.publish(.epochBegan(of: run))
    }

    package func stepped(seconds: Double) throws {
        if !hasStepped, let age = processAge() { events.publish(.firstStepEnded(secondsSinceStart: age)) }
        hasStepped = true
        events.publish(.stepEnded(StepReport(run, seconds: seconds, workers: executor.machine.memberCount)))
        if keeper.isDue(at: now) { try writeCheckpoint() }
    }

    package func validated(chunk: Int) {
        events.publish(.validationChunkEnded(ValidationReport(run, chunk: chunk)))
    }

    package func epochEnded(_ epoch: EpochEnd) throws {
        try writeEpoch(epoch)
        events.publish(.epochEnded(EpochReport(run, epoch)))
    }
}
