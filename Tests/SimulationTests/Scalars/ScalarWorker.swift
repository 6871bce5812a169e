import Coordination
import Messages
import TestKit
import Vocabulary

/// A worker whose network is made of numbers. It checks its directives.
struct ScalarWorker: SimulatedWorker {
    /// A micro-batch on a slot.
    private struct Computation {
        let work: WorkNode
        let microBatch: Int
        let gradient: [ScalarGradient]
        /// What is still to be reported.
        var reports: [SlotReport]
    }

    private(set) var machine: Coordination.Worker
    private(set) var end: WorkerEnd?

    private let run: ScalarRun
    private let fingerprint: String
    private var corruption: Corruption?
    private var packets: [Packet<ScalarFrame>] = []
    private var begun: [Int] = []
    private var writer: Packet<ScalarFrame>.Writer?
    private var weights: (version: UInt64, values: [UInt64])?
    private var incoming: [(version: UInt64, value: UInt64)?]
    private var nodes: [WorkBucket: ScalarGradient] = [:]
    private var samples: Set<WorkNode> = []
    private var computing: [Computation?]

    init(_ hello: Hello, fingerprint: String, run: ScalarRun, at now: Duration) {
        machine = Coordination.Worker(hello: hello, at: now)
        self.run = run
        self.fingerprint = fingerprint
        incoming = Array(repeating: nil, count: run.bucketCount)
        computing = Array(repeating: nil, count: hello.slots)
    }

    var keepsNothing: Bool { nodes.isEmpty && samples.isEmpty }

    mutating func receive(_ packet: Packet<ScalarFrame>, at now: Duration) throws {
        if case .welcome = packet.envelope.message, writer == nil {
            writer = Packet.Writer(term: packet.envelope.term, session: packet.envelope.session)
        }
        let bytes = packet.frame == nil ? nil : 4
        try execute(machine.received(packet.envelope, frameBytes: bytes, at: now), packet: packet)
    }

    mutating func handle(at now: Duration, _ event: (inout Coordination.Worker) -> [WorkerDirective]) throws {
        try execute(event(&machine), packet: nil)
    }

    mutating func report(slot: Int, at now: Duration) throws -> Bool {
        guard let report = computing[slot]?.reports.removeFirst() else {
            throw SimulationFailure(description: "slot \(slot) has nothing to report")
        }
        if report == .idle { computing[slot] = nil }
        try execute(machine.reported(slot: slot, report), packet: nil)
        return report == .idle
    }

    mutating func takePackets() -> [Packet<ScalarFrame>] {
        defer { packets.removeAll(keepingCapacity: true) }
        return packets
    }

    mutating func takeBegun() -> [Int] {
        defer { begun.removeAll(keepingCapacity: true) }
        return begun
    }

    mutating func corrupt(_ corruption: Corruption) {
        self.corruption = corruption
    }

    private mutating func execute(_ directives: [WorkerDirective], packet: Packet<ScalarFrame>?) throws {
        for directive in directives where end == nil {
            try execute(directive, packet: packet)
        }
    }

    private mutating func execute(_ directive: WorkerDirective, packet: Packet<ScalarFrame>?) throws {
        switch directive {
        case .send(let envelope, .none):
            packets.append(Packet(envelope: envelope, frame: nil, writer: writer))
        case .send(let envelope, .gradient(let node)):
            let gradient = corrupted(try kept(node))
            packets.append(Packet(envelope: envelope, frame: .gradient(gradient), writer: writer))
        case .prepare:
            guard case .job? = packet?.frame else { throw SimulationFailure(description: "no job to prepare for") }
            try execute(machine.prepared(fingerprint: fingerprint, job: jobDigest), packet: nil)
        case .loadWeights(let bucket):
            guard case .weights(let version, let value)? = packet?.frame else {
                throw SimulationFailure(description: "no weights to load")
            }
            incoming[bucket] = (version, value)
        case .adoptWeights(let version):
            try require(
                incoming.allSatisfy { $0?.version == version }, "version \(version) adopted before it was whole")
            try require(computing.allSatisfy { $0 == nil }, "version \(version) adopted while a slot computes")
            weights = (version, incoming.map { $0!.value })
            for bucket in incoming.indices { incoming[bucket] = nil }
        case .keepSamples(let work):
            guard case .samples(work.step, work.block)? = packet?.frame, samples.insert(work).inserted else {
                throw SimulationFailure(description: "other samples than those of \(work)")
            }
        case .dropSamples(let work):
            try require(samples.remove(work) != nil, "no samples of \(work) to drop")
        case .compute(let slot, let microBatch, let work, let count):
            try compute(slot: slot, microBatch: microBatch, of: work, samples: count)
        case .store(let slot, let node):
            let result = computing[slot]
            try require(
                result?.work.step == node.work.step && node.work.block == Block(start: result!.microBatch, count: 1),
                "slot \(slot) did not compute \(node)")
            try require(!result!.reports.contains(.bucket(node.bucket)), "\(node) is kept before it is final")
            try require(
                nodes.updateValue(result!.gradient[node.bucket], forKey: node) == nil, "\(node) is there twice")
        case .add(let left, let right, let parent):
            let sum = try kept(left) + kept(right)
            nodes[left] = nil
            nodes[right] = nil
            nodes[parent] = sum
        case .discard(let node):
            _ = try kept(node)
            nodes[node] = nil
        case .reconnect(let reason):
            try require(!reason.hasPrefix("the coordinator sent"), reason)
            end = .reconnecting(reason)
        case .finish:
            end = .left
        }
    }

    private mutating func compute(slot: Int, microBatch: Int, of work: WorkNode, samples count: Int) throws {
        try require(computing[slot] == nil, "slot \(slot) computes already")
        try require(samples.contains(work), "no samples of \(work) to compute with")
        guard let weights, weights.version == work.step.version else {
            throw SimulationFailure(description: "\(work) computed with version \(weights?.version ?? 0)")
        }
        let metrics = run.metrics(work.step, microBatch: microBatch, samples: count, weights: weights.values)
        let buckets = work.step.phase == .training ? (0..<run.bucketCount).reversed().map(SlotReport.bucket) : []
        computing[slot] = Computation(
            work: work, microBatch: microBatch,
            gradient: run.gradient(work.step, microBatch: microBatch, weights: weights.values),
            reports: [.metrics(metrics)] + buckets + [.idle])
        begun.append(slot)
    }

    private mutating func corrupted(_ gradient: ScalarGradient) -> ScalarGradient {
        guard let corruption else { return gradient }
        self.corruption =
            corruption.times > 1
            ? Corruption(kind: corruption.kind, number: corruption.number, times: corruption.times - 1) : nil
        return ScalarGradient(
            value: corruption.kind == .wrong
                ? gradient.value ^ (1 << (corruption.number % Corruption.bits)) : corruption.number,
            leaves: gradient.leaves, isFinite: corruption.kind != .notFinite, isAbsurd: corruption.kind == .absurd)
    }

    private func kept(_ node: WorkBucket) throws -> ScalarGradient {
        guard let gradient = nodes[node] else { throw SimulationFailure(description: "\(node) is not there") }
        return gradient
    }
}
