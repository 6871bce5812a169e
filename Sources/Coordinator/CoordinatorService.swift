import Compute
import Configuration
import Coordination
import Dispatch
import Exchange
import Messages
import Run
import Training
import Transport
import Vocabulary

/// A running coordinator: one socket, files and the caller's thread. Only `refereeQueue` has a thread of its own.
package final class CoordinatorService {
    /// The run that the coordinator trains.
    let run: TrainingRun
    var keeper: RunKeeper
    let events: RunEvents
    let facts: CheckpointFacts
    let socket: RouterSocket
    private let stop: StopRequest
    private let stopped: Waker
    let refereed: Waker
    let refereeQueue = DispatchQueue(label: "referee")
    /// The worker processes that this process has started; nil if workers are started elsewhere.
    let localWorkers: (any WorkerProcesses)?
    let clock = ContinuousClock()
    let start: ContinuousClock.Instant
    var outbox: Outbox
    package private(set) lazy var executor = CoordinatorExecutor(
        run: run, settings: settings, pool: FloatPool(in: memory), delegate: self)
    private let memory: SharedMemory?
    private let settings: CoordinatorSettings
    private var wasInterrupted = false
    /// The latest time to stop waiting for workers to leave: three seconds after the wait has noticed Ctrl-C; nil
    /// before the wait has noticed it.
    private var earlyEnd: Duration?
    /// Limits how many events of each kind are published in a minute.
    var limit = ClusterEventLimit()
    /// The number of worker processes that this process has started and that have not joined yet.
    var startingWorkers: Int
    /// Whether a worker was expelled since the last checkpoint, so that no checkpoint lists it yet.
    var isExpulsionUnsaved = false

    /// The numbers of messages and bytes that were sent and received.
    package internal(set) var traffic = Traffic()

    /// Peers that were told to leave and are still connected, with the goodbye that they got.
    var departing: [Peer: [UInt8]] = [:]

    /// The time when the connections' traffic was last read.
    var lastLook = Duration.zero

    private static let messagesPerTurn = 1024

    /// Prepares to serve; no worker is served before ``serve()``. Waits for the digest of the run's images, which
    /// checkpoints contain. If it were computed later, workers would have to wait for it too.
    ///
    /// - Parameter archive: where the run is written; nil to keep nothing.
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits;
    ///   `TransportError` if the system gives no more descriptors.
    package init(
        run: TrainingRun, settings: ServiceSettings, listener: Listener, archive: RunArchive?, events: RunEvents,
        stop: StopRequest, localWorkers: (any WorkerProcesses)? = nil
    ) throws {
        self.run = run
        keeper = RunKeeper(run, in: archive, events: events)
        self.events = events
        self.stop = stop
        stopped = try Waker()
        stop.whenMade { [weak stopped] in stopped?.wake() }
        refereed = try Waker()
        self.localWorkers = localWorkers
        startingWorkers = localWorkers == nil ? 0 : settings.minimumWorkers
        socket = listener.socket
        memory = listener.memory
        start = clock.now
        facts = try CheckpointFacts(run: run, settings: settings)
        self.settings = CoordinatorSettings(
            job: run.job, service: settings, fingerprint: facts.numericsFingerprint)
        outbox = Outbox(socket: socket, settings: self.settings, job: run.job.workerJob)
        _ = run.job.dataFingerprint
    }

    /// Trains until the run ends or is interrupted. Returns why the run has stopped.
    ///
    /// - Throws: `StorageError` if a checkpoint cannot be written, `RunError` or ``CoordinatorError`` if the run cannot
    ///   go on. The workers are told to leave in any case.
    package func serve() throws -> StopReason {
        do {
            try keeper.begin(factsNow, at: now)
            try executor.begin()
            while outcome == nil {
                try turn()
            }
        } catch {
            let reason = "the run has failed: \(error)"
            dismissWorkers(reason)
            awaitLateDepartures(after: reason)
            throw error
        }
        // The workers leave now: they are not needed while the test samples are evaluated.
        let reason = outcome == .interrupted ? "the coordinator was interrupted" : "the run is over"
        dismissWorkers(reason)
        defer { awaitLateDepartures(after: reason) }
        try keeper.end(outcome!, factsNow, at: now)
        return outcome!
    }

    /// The facts for a checkpoint that is written now. Their cluster counters are sums over all processes of the run.
    var factsNow: CheckpointFacts {
        var facts = facts
        facts.clusterCounters = facts.clusterCounters + executor.machine.counters
        if facts.clusterCounters.trust.doubtfulSince != nil { facts.reproducible = false }
        return facts
    }

    private var outcome: StopReason? { wasInterrupted ? .interrupted : executor.outcome }

    /// Says goodbye to all workers, and gives them a second to leave.
    private func dismissWorkers(_ reason: String) {
        publish(limit.takeHeldBack())
        try? executor.handle { $0.dismiss(reason: reason, final: true) }
        awaitDepartures(for: .seconds(1))
    }

    /// Waits until workers have received the messages sent to them, and have left. The limit is the time to send each
    /// of them one version of the weights over 100 Mbit/s (10 MB/s), but at least 10 s and at most 60 s. A worker that
    /// misses the goodbye tries to reach the coordinator, and fails in the end.
    private func awaitLateDepartures(after reason: String) {
        // Most workers have left while the final files were written.
        awaitDepartures(for: .milliseconds(50))
        let bytes = departing.count * settings.bucketByteCounts.reduce(0, +)
        var patience: Duration = min(max(.seconds(Double(bytes) / 10e6), .seconds(10)), .seconds(60))
        if let earlyEnd { patience = min(patience, earlyEnd - now) }
        guard !departing.isEmpty, patience > .zero else { return }
        let seconds = Int((patience / .seconds(1)).rounded(.up))
        events.publish(.departuresAwaited(reason: reason, workers: departing.count, seconds: seconds))
        awaitDepartures(for: patience)
    }

    /// Waits until all workers that were told to leave have closed their connections, at most three seconds after
    /// Ctrl-C. To find out whether a connection is closed, sends the goodbye over it again and again, until that fails.
    /// This side does not close first: closing a connection with unread data would lose data that is still to be sent,
    /// on a slow link the last weights and the goodbye behind them.
    private func awaitDepartures(for patience: Duration) {
        let deadline = now + patience
        while !departing.isEmpty, now < min(deadline, earlyEnd ?? deadline) {
            if stop.isMade, earlyEnd == nil { earlyEnd = now + .seconds(3) }
            rejectNewcomers()
            outbox.flush()
            departing = departing.filter { peer, goodbye in socket.send(to: peer, header: goodbye) != .unreachable }
            _ = Poller.wait([.router(socket)], timeout: .milliseconds(5))
        }
    }

    /// Reads messages that have arrived. Peers that want to join get a goodbye; other messages get no answer.
    private func rejectNewcomers() {
        for _ in 0..<CoordinatorService.messagesPerTurn {
            guard let incoming = try? socket.receive() else { return }
            guard case .success(let envelope) = Envelope.read(incoming.header), case .hello = envelope.message else {
                continue
            }
            try? executor.received(envelope, frame: nil, from: PeerID(incoming.peer.routingID))
        }
    }

    /// One turn of the loop: the messages that have arrived, then the time.
    private func turn() throws {
        let patience = Duration.milliseconds(outbox.isEmpty ? 100 : 5)
        _ = Poller.wait([.router(socket), .waker(stopped), .waker(refereed)], timeout: patience)
        if stop.isMade {
            wasInterrupted = true
            return
        }
        try receiveMessages()
        refereed.drain()
        try executor.takeRefereed()
        guard outcome == nil else { return }
        outbox.flush()
        if isExpulsionUnsaved {
            isExpulsionUnsaved = false
            try keeper.writeCheckpoint(factsNow, at: now)
        }
        for peer in outbox.takeUnreachable() {
            try executor.handle { $0.lost(PeerID(peer.routingID), at: now) }
        }
        for peer in outbox.takeOverwhelmed() {
            try executor.handle { $0.overwhelmed(PeerID(peer.routingID), at: now) }
        }
        for reason in socket.refusedConnections() {
            try executor.handle { $0.connectionFailed(reason, at: now) }
        }
        try lookAtLinks()
        try executor.handle { $0.timePassed(at: now) }
        publish(limit.heldBack(at: now))
        try watchLocalWorkers()
    }

    /// Reports local workers that have ended to the state machine, which then does not wait for them. If none is left,
    /// the run cannot go on, and this throws.
    private func watchLocalWorkers() throws {
        // Ctrl-C in a terminal ends the workers too.
        guard let localWorkers, outcome == nil, !stop.isMade else { return }
        for message in localWorkers.takeMessages() { events.publish(.workerProcess(message)) }
        for end in localWorkers.takeEnded() {
            events.publish(.workerProcessEnded(end))
            try executor.handle { $0.lost(processID: Int(end.processID), at: now) }
        }
        let running = localWorkers.runningCount
        if running > 0 {
            try executor.handle { $0.expect(atMost: running, at: now) }
        } else if executor.machine.memberCount == 0 {
            try keeper.writeCheckpoint(factsNow, at: now)
            for message in localWorkers.takeMessages() { events.publish(.workerProcess(message)) }
            throw CoordinatorError.workersEnded(reason: localWorkers.failure ?? "their processes are gone")
        }
    }

    private func receiveMessages() throws {
        // A limit, so that one peer that sends without pause does not block the others.
        var left = CoordinatorService.messagesPerTurn
        while left > 0, outcome == nil, !stop.isMade {
            left -= 1
            let incoming: Incoming
            do {
                guard let next = try socket.receive() else { return }
                incoming = next
            } catch .malformed(let peer?) {
                try refuse("it sent a message of the wrong form", from: peer)
                continue
            }
            count(incoming)
            switch Envelope.read(incoming.header) {
            case .success(let envelope):
                try take(envelope, of: incoming)
            case .failure(let error):
                try refuse("\(error)", from: incoming.peer)
            }
        }
    }

    private func count(_ incoming: Incoming) {
        traffic.messagesIn += 1
        traffic.bytesIn += incoming.header.count + (incoming.frame?.count ?? 0)
    }

    private func refuse(_ reason: String, from peer: Peer) throws {
        try executor.handle { $0.receivedMalformed(reason, from: PeerID(peer.routingID), at: now) }
    }
}
