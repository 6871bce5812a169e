import Coordination
import Messages
import TestKit
import Vocabulary

/// A coordinator whose weights are numbers. It checks its directives.
struct ScalarCoordinator: SimulatedCoordinator {
    /// What a checkpoint holds.
    struct Snapshot {
        let weights: [[UInt64]]
        let moments: [UInt64]
        let metrics: [MetricSums]
    }

    private(set) var machine: Coordination.Coordinator
    /// The metrics of every step so far.
    private(set) var metrics: [MetricSums]
    /// The weights of every version so far.
    private(set) var weights: [[UInt64]]

    private let run: ScalarRun
    private var moments: [UInt64]
    private var next: [UInt64?]
    private var nextMoments: [UInt64]
    private var nodes: [NodeID: ScalarGradient] = [:]
    private var candidates: [CandidateID: ScalarGradient] = [:]
    /// Blocks that it must compute itself, and when they are done.
    private var computing: [(assignment: Assignment, due: Duration)] = []
    /// Whether the present step was restarted.
    private var isRestarted = false
    private var packets: [(peer: PeerID, packet: Packet<ScalarFrame>)] = []
    private var notices: [ClusterEvent] = []
    private var mayTakeSnapshot = true
    /// Versions of the buckets that were sent and not acknowledged.
    private var unacknowledged: [PeerID: [UInt64]] = [:]

    init(run: ScalarRun, term: UInt64, minimumWorkers: Int, from snapshot: Snapshot?, at now: Duration) {
        self.run = run
        weights = snapshot?.weights ?? [run.initialWeights]
        moments = snapshot?.moments ?? Array(repeating: 0, count: run.bucketCount)
        metrics = snapshot?.metrics ?? []
        next = Array(repeating: nil, count: run.bucketCount)
        nextMoments = moments
        machine = Coordination.Coordinator(
            settings: simulatedSettings(
                term: term, minimumWorkers: minimumWorkers,
                welcome: welcome(
                    microBatches: run.microBatches, buckets: run.bucketCount, timeout: simulatedWorkerTimeout),
                batchSize: run.batchSize, bucketByteCounts: Array(repeating: 4, count: run.bucketCount),
                verifyEvery: run.verifyEvery,
                updatePolicy: run.updatePolicy, patience: run.patience),
            version: UInt64(weights.count - 1), at: now)
    }

    var stepsDone: Int { metrics.count }
    var isOver: Bool { metrics.count == run.steps.count }

    mutating func begin(at now: Duration) throws {
        // If the coordinator was killed after the last checkpoint of the run, no work is left.
        if !isOver { try execute(nextStep(at: now), packet: nil, at: now) }
    }

    mutating func receive(_ packet: Packet<ScalarFrame>, from peer: PeerID, at now: Duration) throws {
        try finishComputing(at: now)
        if case .acknowledgement(let acknowledgement) = packet.envelope.message {
            unacknowledged[peer]?.removeAll { $0 <= acknowledgement.version }
        }
        let directives = machine.received(
            packet.envelope, frameBytes: packet.frame == nil ? nil : 4, inspection: inspection(of: packet.frame),
            from: peer, at: now)
        try execute(directives, packet: packet, at: now)
    }

    mutating func handle(
        at now: Duration, _ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]
    ) throws {
        try finishComputing(at: now)
        try execute(event(&machine), packet: nil, at: now)
    }

    private func inspection(of frame: ScalarFrame?) -> ResultInspection {
        guard case .gradient(let gradient)? = frame else { return ResultInspection() }
        return ResultInspection(
            notFinite: { gradient.isFinite ? nil : gradient.value },
            equals: { [candidates] in candidates[$0] == gradient })
    }

    /// Reports what it has computed itself.
    private mutating func finishComputing(at now: Duration) throws {
        while let (assignment, due) = computing.first, due <= now {
            computing.removeFirst()
            let (step, block) = (assignment.step, assignment.block)
            let leaves = Array(block.range.prefix { $0 < run.present(assignment.samples) })
            let present = weights[Int(step.version)]
            let metrics = pairwise(
                leaves.map { run.metrics(step, microBatch: $0, samples: assignment.samples, weights: present) }, +)
            try tell(
                .metrics(metrics),
                of: assignment, at: now)
            guard step.phase == .training else { continue }
            let gradients = leaves.map { run.gradient(step, microBatch: $0, weights: present) }
            for bucket in (0..<run.bucketCount).reversed() {
                try tell(
                    .bucket(bucket), gradient: pairwise(gradients.map { $0[bucket] }, +), of: assignment, at: now)
            }
        }
    }

    private mutating func tell(
        _ content: ResultContent, gradient: ScalarGradient? = nil, of assignment: Assignment, at now: Duration
    ) throws {
        let result = BlockResult(step: assignment.step, block: assignment.block, content: content)
        let packet = Packet(
            envelope: Envelope(term: machine.settings.term, session: 0, message: .result(result)),
            frame: gradient.map(ScalarFrame.gradient))
        guard !isOver else { return }
        let directives = machine.refereed(result, inspection: inspection(of: packet.frame), at: now)
        try execute(directives, packet: packet, at: now)
    }

    mutating func takePackets() -> [(peer: PeerID, packet: Packet<ScalarFrame>)] {
        defer { packets.removeAll(keepingCapacity: true) }
        return packets
    }

    mutating func takeNotices() -> [ClusterEvent] {
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }

    mutating func takeSnapshot(every steps: Int) -> Snapshot? {
        guard mayTakeSnapshot else { return nil }
        mayTakeSnapshot = false
        let isEpochEnd = metrics.isEmpty || run.steps[metrics.count - 1].id.phase == .validation
        guard isEpochEnd || (weights.count - 1) % steps == 0 else { return nil }
        return Snapshot(weights: weights, moments: moments, metrics: metrics)
    }

    private mutating func execute(
        _ directives: [CoordinatorDirective], packet: Packet<ScalarFrame>?, at now: Duration
    ) throws {
        var queue = directives
        var index = 0
        while index < queue.count {
            queue += try execute(queue[index], packet: packet, at: now)
            index += 1
        }
    }

    private mutating func execute(
        _ directive: CoordinatorDirective, packet: Packet<ScalarFrame>?, at now: Duration
    ) throws -> [CoordinatorDirective] {
        switch directive {
        case .send(let envelope, let peer, let attachment):
            packets.append((peer, Packet(envelope: envelope, frame: try frame(of: attachment, to: peer))))
        case .drop(let peer):
            unacknowledged[peer] = nil
        case .store(let node):
            try store(packet, as: node)
        case .discard(let node):
            _ = try take(node)
        case .add(let left, let right, let parent):
            let (left, right) = (try take(left), try take(right))
            try require(left.leaves & right.leaves == 0, "a micro-batch of \(parent) counted twice")
            nodes[parent] = left + right
        case .apply(let node):
            let gradient = try take(node)
            if gradient.isAbsurd { return machine.bucketNotFinite(node.bucket, at: now) }
            try apply(gradient, bucket: node.bucket)
            return machine.bucketApplied(node.bucket, at: now)
        case .keep(let candidate):
            guard case .gradient(let gradient)? = packet?.frame else {
                throw SimulationFailure(description: "no gradient to keep as \(candidate)")
            }
            try require(candidates.updateValue(gradient, forKey: candidate) == nil, "\(candidate) is there twice")
        case .forget(let candidate):
            try require(candidates.removeValue(forKey: candidate) != nil, "\(candidate) is not there")
        case .compute(let assignment):
            // The time of a worker of medium speed.
            computing.append((assignment, now + .milliseconds(20 * assignment.block.count)))
        case .restartStep:
            try require(nodes.isEmpty, "a step begun anew with nodes left")
            next = Array(repeating: nil, count: run.bucketCount)
            isRestarted = true
        case .stop(let step, _):
            throw RunDiverged(step: step)
        case .stepEnded(let step, let stepMetrics):
            try end(step, stepMetrics)
            return isOver ? [] : nextStep(at: now)
        case .report(let notice):
            notices.append(notice)
        }
        return []
    }

    private mutating func nextStep(at now: Duration) -> [CoordinatorDirective] {
        let (step, samples) = run.steps[metrics.count]
        return machine.begin(step, samples: samples, at: now)
    }

    private mutating func store(_ packet: Packet<ScalarFrame>?, as node: NodeID) throws {
        guard let packet, case .gradient(let gradient)? = packet.frame else {
            throw SimulationFailure(description: "no gradient to store")
        }
        // Results that the coordinator has computed itself have the session 0.
        if packet.envelope.session > 0 {
            let writer = Packet<ScalarFrame>.Writer(term: machine.settings.term, session: packet.envelope.session)
            try require(packet.writer == writer, "a gradient of \(packet.writer!) used in \(writer)")
        }
        try require(gradient.isFinite, "\(node) is not finite")
        let leaves = run.leaves(of: node.block, samples: run.steps[metrics.count].samples)
        try require(gradient.leaves == leaves, "\(node) does not hold its micro-batches")
        try require(nodes.updateValue(gradient, forKey: node) == nil, "\(node) is there twice")
    }

    private mutating func apply(_ gradient: ScalarGradient, bucket: Int) throws {
        let present = run.present(run.steps[metrics.count].samples)
        try require(gradient.leaves == (1 << UInt64(present)) - 1, "micro-batches missing in bucket \(bucket)")
        try require(next[bucket] == nil, "bucket \(bucket) applied twice")
        let new = run.apply(gradient, weights: weights.last![bucket], moment: moments[bucket])
        next[bucket] = new.weights
        nextMoments[bucket] = new.moment
    }

    private mutating func end(_ step: StepID, _ stepMetrics: MetricSums) throws {
        try require(step == run.steps[metrics.count].id, "\(step) ended instead of \(run.steps[metrics.count].id)")
        try require(nodes.isEmpty, "\(step) ended with nodes left")
        try require(candidates.isEmpty, "\(step) ended with candidates left")
        isRestarted = false
        metrics.append(stepMetrics)
        if step.phase == .training {
            try require(!next.contains(nil), "\(step) ended before its weights were whole")
            weights.append(next.map { $0! })
            moments = nextMoments
            next = Array(repeating: nil, count: run.bucketCount)
        }
        try require(machine.version == UInt64(weights.count - 1), "version \(machine.version) after \(step)")
        // An epoch ends with its last validation chunk. A checkpoint before that would contain nothing new.
        mayTakeSnapshot = step.phase == .training || isOver || run.steps[metrics.count].id.phase == .training
    }

    private mutating func frame(
        of attachment: CoordinatorDirective.Attachment, to peer: PeerID
    ) throws -> ScalarFrame? {
        switch attachment {
        case .none:
            return nil
        case .job:
            return .job
        case .samples(let step, let block):
            return .samples(step, block)
        case .weights(let version, let bucket):
            unacknowledged[peer, default: []].append(version)
            let count = unacknowledged[peer]!.count
            try require(count <= run.bucketCount * (isRestarted ? 2 : 1), "\(count) buckets under way to one worker")
            let isNext = version == UInt64(weights.count)
            guard let value = isNext ? next[bucket] : weights.last![bucket], isNext || version + 1 == weights.count
            else {
                throw SimulationFailure(description: "bucket \(bucket) of version \(version) is not there")
            }
            return .weights(version: version, value)
        }
    }

    private mutating func take(_ node: NodeID) throws -> ScalarGradient {
        guard let gradient = nodes.removeValue(forKey: node) else {
            throw SimulationFailure(description: "\(node) is not there")
        }
        return gradient
    }
}
