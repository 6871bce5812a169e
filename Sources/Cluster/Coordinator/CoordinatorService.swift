import Checkpoints
import Configuration
import Coordination
import Datasets
import Messages
import Networks
import Tensors
import Transport

/// A coordinator at work: it carries out what the state machine directs, on one socket and one thread, the caller's.
final class CoordinatorService {
    /// The run that it makes.
    let run: TrainingRun
    let archive: RunArchive?
    let monitor: RunMonitor
    private let socket: RouterSocket
    private let interrupts: Interrupts
    /// The worker processes that this one has started; nil where workers come by themselves.
    private let localWorkers: LocalWorkers?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    var machine: Coordinator
    var facts: CheckpointFacts
    /// The state of the last checkpoint that was written.
    var saved: RunCounters?
    private var outbox: Outbox
    private var frames: WeightFrames
    private let nodes = GradientNodes<NodeID>()
    private var order: (epoch: Int, indices: [Int]) = (0, [])
    /// When the first work of the step at hand went out.
    private var stepStart: Duration?
    private var begunEpoch = 0
    private var outcome: StopReason?

    private static let messagesPerTurn = 1024

    /// Prepares to serve; nobody is until ``serve()``.
    ///
    /// - Parameter archive: where the run is written; nil to keep nothing.
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began on a processor that computes other bits.
    init(
        run: TrainingRun, settings: ServiceSettings, listener: Listener, archive: RunArchive?, monitor: RunMonitor,
        interrupts: Interrupts, localWorkers: LocalWorkers? = nil
    ) throws(RunError) {
        self.run = run
        self.archive = archive
        self.monitor = monitor
        self.interrupts = interrupts
        self.localWorkers = localWorkers
        socket = listener.socket
        start = clock.now
        let version = run.counters.version
        let layout = run.job.network.layout
        facts = CheckpointFacts(
            runID: settings.runID,
            numericsFingerprint: NumericsFingerprint.compute(
                network: run.job.network, microBatchSize: run.job.microBatchSize),
            reproducible: settings.wasReproducible && !run.job.configuration.cluster.allowMixed,
            clusterCounters: settings.countersBefore)
        if let before = settings.fingerprintBefore, before != facts.numericsFingerprint, facts.reproducible {
            throw .otherNumerics(now: facts.numericsFingerprint, before: before)
        }
        machine = Coordinator(
            settings: CoordinatorSettings(
                job: run.job, service: settings, fingerprint: facts.numericsFingerprint), version: version, at: .zero)
        outbox = Outbox(socket: socket)
        frames = WeightFrames(of: run.weights, layout: layout, version: version)
    }

    /// Trains until the run is over or interrupted.
    ///
    /// - Throws: `CheckpointError` if a checkpoint cannot be written, `RunError` if the run cannot go on. The workers
    ///   are told to leave in any case.
    func serve() throws -> StopReason {
        do {
            try writeBeginning()
            try execute(nextWork())
            while outcome == nil {
                try turn()
            }
        } catch {
            monitor.failed(error)
            dismissWorkers("the run has failed: \(error)")
            throw error
        }
        // Nobody needs to wait while the test samples are scored.
        dismissWorkers(outcome == .interrupted ? "the coordinator was interrupted" : "the run is over")
        try writeEnd(outcome!)
        return outcome!
    }

    /// Says goodbye to all workers, and waits for a moment until it is sent.
    private func dismissWorkers(_ reason: String) {
        let deadline = now + .seconds(1)
        try? execute(machine.dismiss(reason: reason, final: true))
        while !outbox.isEmpty, now < deadline {
            _ = Poller.wait([], timeout: .milliseconds(5))
            outbox.flush()
        }
    }

    private var now: Duration { clock.now - start }

    /// One turn of the loop: the messages at hand, then time.
    private func turn() throws {
        let patience = Duration.milliseconds(outbox.isEmpty ? 100 : 5)
        _ = Poller.wait([.router(socket), .waker(interrupts.waker)], timeout: patience)
        if interrupts.isRaised {
            outcome = .interrupted
            return
        }
        try receiveMessages()
        guard outcome == nil else { return }
        outbox.flush()
        for peer in outbox.takeUnreachable() {
            try execute(machine.lost(PeerID(peer.routingID), at: now))
        }
        try execute(machine.timePassed(at: now))
        try watchLocalWorkers()
        // Time without anybody who computes is not training time.
        if machine.memberCount == 0 { stepStart = nil }
    }

    /// A local worker that ended is not waited for; without any, nobody is left who could go on.
    private func watchLocalWorkers() throws {
        guard let localWorkers, outcome == nil else { return }
        for processID in localWorkers.takeEnded() {
            try execute(machine.lost(processID: Int(processID), at: now))
        }
        let running = localWorkers.runningCount
        if running > 0 {
            try execute(machine.expect(atMost: running, at: now))
        } else if machine.memberCount == 0 {
            try writeCheckpoint()
            throw RunError.workersEnded(reason: "see their messages above; --resume goes on from the last step")
        }
    }

    private func receiveMessages() throws {
        // Bounded, so that one peer that sends without end does not keep the others from being heard.
        var left = CoordinatorService.messagesPerTurn
        while left > 0, outcome == nil, !interrupts.isRaised {
            left -= 1
            let incoming: Incoming
            do {
                guard let next = try socket.receive() else { return }
                incoming = next
            } catch .malformed(let peer?) {
                try execute(
                    machine.receivedRubbish(
                        "it sent a message of the wrong form", from: PeerID(peer.routingID), at: now))
                continue
            }
            let peer = PeerID(incoming.peer.routingID)
            switch Envelope.read(incoming.header) {
            case .success(let envelope):
                let directives = machine.received(envelope, frameBytes: incoming.frame?.count, from: peer, at: now)
                try execute(directives, frame: incoming.frame)
            case .failure(let error):
                try execute(machine.receivedRubbish("\(error)", from: peer, at: now))
            }
        }
    }

    /// Carries directives out, and those that follow from them.
    private func execute(_ directives: [CoordinatorDirective], frame: ReceivedBytes? = nil) throws {
        var queue = directives
        var next = 0
        while next < queue.count {
            queue += try execute(queue[next], frame: frame)
            next += 1
        }
    }

    private func execute(_ directive: CoordinatorDirective, frame: ReceivedBytes?) throws -> [CoordinatorDirective] {
        switch directive {
        case .send(let envelope, let peer, let attachment):
            outbox.send(
                header: envelope.encoded(), frame: bytes(of: attachment), to: Peer(routingID: peer.bytes))
        case .drop(let peer):
            outbox.drop(Peer(routingID: peer.bytes))
        case .store(let node):
            let buffer = nodes.take(count: run.job.network.layout.buckets[node.bucket].count)
            frame?.copy(to: buffer)
            nodes.store(buffer, as: node)
        case .discard(let node):
            nodes.discard(node)
        case .add(let left, let right, let parent):
            nodes.add(left: left, right: right, into: parent)
        case .apply(let node):
            try run.apply(bucket: node.bucket, gradient: nodes[node].pointer)
            nodes.discard(node)
            frames.add(bucket: node.bucket, of: run.nextWeights, version: machine.version + 1)
            return machine.bucketApplied(node.bucket, at: now)
        case .stepEnded(let step, let figures):
            try end(step, figures)
            return outcome == nil ? try nextWork() : []
        case .report(let notice):
            monitor.report(notice)
        }
        return []
    }

    private func bytes(of attachment: CoordinatorDirective.Attachment) -> SharedBytes? {
        switch attachment {
        case .none:
            return nil
        case .weights(let version, let bucket):
            return frames[version, bucket]
        case .samples(let step, let block):
            stepStart = stepStart ?? now
            return samples(of: block, step: step)
        }
    }

    private func samples(of block: Block, step: StepID) -> SharedBytes {
        let isTraining = step.phase == .training
        let plan = isTraining ? run.job.trainPlan : run.job.validationPlan
        let batch = plan.batch(step.step)
        let positions = SampleFrame.positions(of: block, samples: batch.count, microBatches: plan.microBatches)
        let range = batch.lowerBound + positions.lowerBound..<batch.lowerBound + positions.upperBound
        guard isTraining else { return SampleFrame.bytes(of: run.job.dataset.validation, indices: range) }
        if order.epoch != step.epoch {
            order = (step.epoch, run.job.trainOrder(epoch: step.epoch))
        }
        return SampleFrame.bytes(of: run.job.dataset.train, indices: order.indices[range])
    }

    private func end(_ step: StepID, _ figures: StepFigures) throws {
        let seconds = stepStart.map { (now - $0) / .seconds(1) } ?? 0
        stepStart = nil
        switch step.phase {
        case .training:
            try run.trained(figures, seconds: seconds)
            frames.drop(before: machine.version)
            monitor.stepped(run, seconds: seconds)
            if let every = run.job.configuration.checkpointEvery, machine.version % UInt64(every) == 0 {
                try writeCheckpoint()
            }
        case .validation:
            guard let epoch = run.validated(figures, seconds: seconds) else {
                monitor.validated(run, chunk: step.step + 1)
                return
            }
            try writeEpoch(epoch)
            monitor.epochEnded(run, epoch)
        }
    }

    private func nextWork() throws -> [CoordinatorDirective] {
        switch run.work {
        case .step(let step, let samples):
            if step.phase == .training, begunEpoch != step.epoch { monitor.epochBegins(run) }
            begunEpoch = step.epoch
            return machine.begin(step, samples: samples, at: now)
        case .finished(let reason):
            outcome = reason
            return []
        }
    }

}
