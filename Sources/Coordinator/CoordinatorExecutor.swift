import Compute
import Configuration
import Coordination
import Datasets
import Exchange
import Messages
import Networks
import Run
import Tensors
import Training
import Transport
import Vocabulary

/// Services that a ``CoordinatorExecutor`` needs from its process.
package protocol CoordinatorDelegate: AnyObject {
    /// The time since the coordinator began.
    var now: Duration { get }
    /// Sends a message, with its frame if it has one.
    func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID)
    /// Runs a computation, at once or later on another thread: one at a time, in the order of the calls. After each
    /// computation, the process must call ``CoordinatorExecutor/takeRefereed()``.
    func compute(_ computation: @escaping @Sendable () -> Void)
    /// Drops the messages that wait to be sent to a peer: its session has ended.
    func drop(_ peer: PeerID)
    /// Reports an event of the cluster.
    func report(_ event: ClusterEvent)
    /// The first training step of an epoch, or of the rest of a resumed epoch, is about to begin.
    func epochBegins()
    /// A training step is done, and took this many seconds.
    func stepped(seconds: Double) throws
    /// A chunk of the validation samples other than the last is done. `chunk` is how many chunks of this validation are
    /// done.
    func validated(chunk: Int)
    /// An epoch is done, including its validation.
    func epochEnded(_ epoch: EpochEnd) throws
}

/// Carries out the directives of a coordinator's state machine: sums of gradients, new weights, samples, and the next
/// step. It has no socket, no clock and no file.
package final class CoordinatorExecutor {
    /// The run that the coordinator trains.
    package let run: TrainingRun
    /// The state machine whose directives are carried out.
    package private(set) var machine: Coordinator
    /// Why the run has stopped; nil as long as it goes on.
    package private(set) var outcome: StopReason?
    private unowned let delegate: any CoordinatorDelegate
    private let precision: ExchangePrecision
    /// The job as it is sent to workers.
    private let job: SharedBytes
    private let nodes: GradientNodes<NodeID>
    private let nodePool = FloatPool()
    /// Gradients of verified steps that wait to be compared, as they arrived.
    private var candidates: [CandidateID: ReceivedBytes] = [:]
    private let referee: Referee
    /// The error of an update that was not finite; nil if there was none, or if the step has been restarted since.
    private var divergence: RunError?
    /// The order of the training samples in an epoch, as indices, and that epoch.
    private var order: (epoch: Int, indices: [Int]) = (0, [])
    /// The time when the first work of the present step was sent; nil before that, and while there are no workers.
    private var stepStart: Duration?
    /// The epoch of the last step that was begun; 0 before the first step.
    private var begunEpoch = 0

    /// The executor of a coordinator that no worker has joined.
    ///
    /// - Parameter pool: provides the memory of the run's weights, from which they are sent.
    package init(
        run: TrainingRun, settings: CoordinatorSettings, pool: FloatPool = FloatPool(),
        delegate: any CoordinatorDelegate
    ) {
        self.run = run
        self.delegate = delegate
        precision = run.job.workerJob.exchangePrecision
        job = Array(run.job.workerJob.text.utf8).withUnsafeBytes { SharedBytes(copying: $0) }
        nodes = GradientNodes(precision)
        referee = Referee(settings, job: job)
        machine = Coordinator(settings: settings, version: run.counters.version, at: delegate.now)
        run.keepWeights(in: pool)
    }

    /// Begins the first step, or finds that the run is over.
    package func begin() throws {
        try carryOut(nextWork(), frame: nil)
    }

    /// A message has arrived from a peer. `frame` is nil if the message has none.
    package func received(_ envelope: Envelope, frame: ReceivedBytes?, from peer: PeerID) throws {
        try handle(frame: frame) {
            $0.received(
                envelope, frameBytes: frame?.count, inspection: inspection(of: frame), from: peer, at: delegate.now)
        }
    }

    /// Passes the results that the referee (a worker within this process) has computed to the state machine.
    ///
    /// - Throws: also ``WorkerError/unsuitable(reason:)`` if this machine cannot compute what the run needs.
    package func takeRefereed() throws {
        var parts = try referee.takeParts()
        while !parts.isEmpty, outcome == nil {
            for (result, bytes) in parts {
                let frame = bytes.map(ReceivedBytes.init(copying:))
                try handle(frame: frame) {
                    $0.refereed(result, inspection: inspection(of: frame), at: delegate.now)
                }
            }
            parts = try referee.takeParts()
        }
    }

    private func inspection(of frame: ReceivedBytes?) -> ResultInspection {
        ResultInspection(
            notFinite: { [precision] in frame?.digest(unless: precision.isFinite) },
            equals: { [candidates] id in
                guard let frame, let candidate = candidates[id] else { return false }
                return frame.hasSameBytes(as: candidate)
            },
            isSound: { [run] in run.isFinite($1, in: $0.phase) })
    }

    /// Passes an event to the state machine and carries out its directives. `frame` is the frame of the message that
    /// the event is about; nil if there is none.
    package func handle(frame: ReceivedBytes? = nil, _ event: (inout Coordinator) -> [CoordinatorDirective]) throws {
        try carryOut(event(&machine), frame: frame)
        // Time without workers does not count as time of the step.
        if machine.memberCount == 0 { stepStart = nil }
    }

    private func carryOut(_ directives: [CoordinatorDirective], frame: ReceivedBytes?) throws {
        var queue = directives
        var next = 0
        while next < queue.count {
            queue += try carryOut(queue[next], frame: frame)
            next += 1
        }
    }

    private func carryOut(_ directive: CoordinatorDirective, frame: ReceivedBytes?) throws -> [CoordinatorDirective] {
        switch directive {
        case .send(let envelope, let peer, let attachment):
            delegate.send(envelope, frame: bytes(of: attachment), to: peer)
        case .drop(let peer):
            delegate.drop(peer)
        case .store(let node):
            guard let frame else { preconditionFailure("\(node) without its frame") }
            nodes.store(precision.node(of: frame, pool: nodePool), as: node)
        case .discard(let node):
            nodes.discard(node)
        case .keep(let candidate):
            candidates[candidate] = frame
        case .forget(let candidate):
            candidates[candidate] = nil
        case .compute(let assignment):
            compute(assignment)
        case .add(let left, let right, let parent):
            nodes.add(left: left, right: right, into: parent)
        case .apply(let node):
            defer { nodes.discard(node) }
            do throws(RunError) {
                try run.apply(bucket: node.bucket, gradient: nodes[node].pointer)
            } catch {
                divergence = error
                return machine.bucketNotFinite(node.bucket, at: delegate.now)
            }
            return machine.bucketApplied(node.bucket, at: delegate.now)
        case .restartStep:
            divergence = nil
            run.restartStep()
        case .stop(_, let bucket):
            throw divergence ?? bucket.map { run.notFinite(.gradient, bucket: $0) } ?? run.lossNotFinite()
        case .stepEnded(let step, let metrics):
            referee.stepEnded()
            try end(step, metrics)
            return outcome == nil ? try nextWork() : []
        case .report(let event):
            delegate.report(event)
        }
        return []
    }

    private func compute(_ assignment: Assignment) {
        delegate.compute(
            referee.computation(of: assignment, samples: samples(of: assignment.block, step: assignment.step)) {
                // The weights are copied: the referee's thread does not share their memory.
                run.job.network.layout.buckets.map { bucket in
                    SharedBytes(referring: FloatSlice(run.weights, bucket)).copy()
                }
            })
    }

    private func bytes(of attachment: CoordinatorDirective.Attachment) -> SharedBytes? {
        switch attachment {
        case .none:
            return nil
        case .job:
            return job
        case .weights(let version, let bucket):
            precondition(version - run.counters.version <= 1, "weights of \(version) in \(run.counters.version)")
            let weights = version == run.counters.version ? run.weights : run.nextWeights
            return SharedBytes(referring: FloatSlice(weights, run.job.network.layout.buckets[bucket]))
        case .samples(let step, let block):
            stepStart = stepStart ?? delegate.now
            return samples(of: block, step: step)
        }
    }

    private func samples(of block: Block, step: StepID) -> SharedBytes {
        let isTraining = step.phase == .training
        let plan = isTraining ? run.job.trainPlan : run.job.validationPlan
        let batch = plan.batch(step.step)
        let positions = MicroBatchCut(samples: batch.count, microBatches: plan.microBatches).range(of: block)
        let range = batch.lowerBound + positions.lowerBound..<batch.lowerBound + positions.upperBound
        guard isTraining else { return SampleFrame.bytes(of: run.job.dataset.validation, indices: range) }
        if order.epoch != step.epoch {
            order = (step.epoch, run.job.trainOrder(epoch: step.epoch))
        }
        return SampleFrame.bytes(of: run.job.dataset.train, indices: order.indices[range])
    }

    private func end(_ step: StepID, _ metrics: MetricSums) throws {
        let seconds = stepStart.map { (delegate.now - $0) / .seconds(1) } ?? 0
        stepStart = nil
        switch step.phase {
        case .training:
            try run.trained(metrics, seconds: seconds)
            try delegate.stepped(seconds: seconds)
        case .validation:
            guard let epoch = try run.validated(metrics, seconds: seconds) else {
                delegate.validated(chunk: step.step + 1)
                return
            }
            try delegate.epochEnded(epoch)
        }
    }

    private func nextWork() throws -> [CoordinatorDirective] {
        switch run.work {
        case .step(let step, let samples):
            if step.phase == .training, begunEpoch != step.epoch { delegate.epochBegins() }
            begunEpoch = step.epoch
            return machine.begin(step, samples: samples, at: delegate.now)
        case .finished(let reason):
            outcome = reason
            return []
        }
    }
}
