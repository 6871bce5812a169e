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

/// A coordinator at work: one socket and one thread, the caller's, and files.
package final class CoordinatorService {
    /// The run that it makes.
    let run: TrainingRun
    var keeper: CheckpointKeeper
    let events: RunEvents
    let facts: CheckpointFacts
    let socket: RouterSocket
    private let stop: StopRequest
    private let stopped: Waker
    let refereed: Waker
    let refereeQueue = DispatchQueue(label: "referee")
    /// The worker processes that this one has started; nil where workers come by themselves.
    let localWorkers: (any WorkerProcesses)?
    let clock = ContinuousClock()
    let start: ContinuousClock.Instant
    var outbox: Outbox
    package private(set) lazy var executor = CoordinatorExecutor(
        run: run, settings: settings, pool: FloatPool(in: memory), delegate: self)
    private let memory: SharedMemory?
    private let settings: CoordinatorSettings
    private var wasInterrupted = false
    /// When the wait for workers ends at the latest, once somebody has pressed Ctrl-C.
    private var earlyEnd: Duration?
    /// Keeps floods of events from whoever watches.
    var limit = ClusterEventLimit()
    /// Worker processes of this machine that have been started and not joined yet.
    var startingWorkers: Int
    /// Whether a step has ended since this process was started.
    var hasStepped = false
    /// Whether somebody was expelled whom no checkpoint tells of.
    var isExpulsionUnsaved = false

    /// What was sent and came.
    package internal(set) var traffic = Traffic()

    /// Peers that were told to leave and are still there, with what they were told.
    var departing: [Peer: [UInt8]] = [:]

    /// When the connections' traffic was last looked at.
    var lastLook = Duration.zero

    private static let messagesPerTurn = 1024

    /// Prepares to serve; nobody is until ``serve()``. Waits for the digest of the run's images, which its checkpoints
    /// hold: later, workers would wait with it.
    ///
    /// - Parameter archive: where the run is written; nil to keep nothing.
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits;
    ///   `TransportError` if the system gives no more descriptors.
    package init(
        run: TrainingRun, settings: ServiceSettings, listener: Listener, archive: RunArchive?, events: RunEvents,
        stop: StopRequest, localWorkers: (any WorkerProcesses)? = nil
    ) throws {
        self.run = run
        keeper = CheckpointKeeper(run, in: archive)
        self.events = events
        self.stop = stop
        stopped = try Waker()
        stop.whenMade { [stopped] in stopped.wake() }
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

    /// Trains until the run is over or interrupted.
    ///
    /// - Throws: `StorageError` if a checkpoint cannot be written, `RunError` if the run cannot go on. The workers
    ///   are told to leave in any case.
    package func serve() throws -> StopReason {
        do {
            try writeBeginning()
            try executor.begin()
            while outcome == nil {
                try turn()
            }
        } catch {
            events.publish(.failed(reason: "\(error)"))
            let reason = "the run has failed: \(error)"
            dismissWorkers(reason)
            awaitLateDepartures(after: reason)
            throw error
        }
        // Nobody needs to wait while the test samples are scored.
        let reason = outcome == .interrupted ? "the coordinator was interrupted" : "the run is over"
        dismissWorkers(reason)
        defer { awaitLateDepartures(after: reason) }
        try writeEnd(outcome!)
        return outcome!
    }

    private var outcome: StopReason? { wasInterrupted ? .interrupted : executor.outcome }

    /// Says goodbye to all workers, and gives them a moment to leave.
    private func dismissWorkers(_ reason: String) {
        publish(limit.takeHeldBack())
        try? executor.handle { $0.dismiss(reason: reason, final: true) }
        awaitDepartures(for: .seconds(1))
    }

    /// Waits for workers that take in what they were sent: one version of the weights each, over a link of 100 Mbit/s,
    /// but at least 10 s and at most 60. A worker that misses the goodbye looks for the coordinator, and fails in the
    /// end.
    private func awaitLateDepartures(after reason: String) {
        // Most have left while the end was written.
        awaitDepartures(for: .milliseconds(50))
        let bytes = departing.count * settings.bucketByteCounts.reduce(0, +)
        var patience: Duration = min(max(.seconds(Double(bytes) / 10e6), .seconds(10)), .seconds(60))
        if let earlyEnd { patience = min(patience, earlyEnd - now) }
        guard !departing.isEmpty, patience > .zero else { return }
        let seconds = Int((patience / .seconds(1)).rounded(.up))
        events.publish(.departuresAwaited(reason: reason, workers: departing.count, seconds: seconds))
        awaitDepartures(for: patience)
    }

    /// Waits until all workers that were told to leave have closed their connections, which is found out by saying
    /// goodbye to them again; for three seconds at most after Ctrl-C. A connection that is closed on this side while
    /// something unread lies in it takes along what the other side was not sent yet: over a slow link the last weights,
    /// and the goodbye behind them.
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

    /// Reads what has come. Only those who want to join have an answer.
    private func rejectNewcomers() {
        for _ in 0..<CoordinatorService.messagesPerTurn {
            guard let incoming = try? socket.receive() else { return }
            guard case .success(let envelope) = Envelope.read(incoming.header), case .hello = envelope.message else {
                continue
            }
            try? executor.received(envelope, frame: nil, from: PeerID(incoming.peer.routingID))
        }
    }

    /// One turn of the loop: the messages at hand, then time.
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
            try writeCheckpoint()
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

    /// A local worker that ended is not waited for; without any, nobody is left who could go on.
    private func watchLocalWorkers() throws {
        guard let localWorkers, outcome == nil else { return }
        for message in localWorkers.takeMessages() { events.publish(.workerProcess(message)) }
        for processID in localWorkers.takeEnded() {
            try executor.handle { $0.lost(processID: Int(processID), at: now) }
        }
        let running = localWorkers.runningCount
        if running > 0 {
            try executor.handle { $0.expect(atMost: running, at: now) }
        } else if executor.machine.memberCount == 0 {
            try writeCheckpoint()
            for message in localWorkers.takeMessages() { events.publish(.workerProcess(message)) }
            throw RunError.workersEnded(
                reason: localWorkers.failure ?? "their processes are gone", isResumable: true)
        }
    }

    private func receiveMessages() throws {
        // Bounded, so that one peer that sends without end does not keep the others from being heard.
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
