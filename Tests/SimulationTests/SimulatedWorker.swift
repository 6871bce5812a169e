import Coordination
import Messages
import TestKit

/// A worker's shell whose network is made of numbers. It checks what it is directed to do.
struct SimulatedWorker {
    /// A micro-batch on a slot.
    private struct Computation {
        let work: WorkNode
        let microBatch: Int
        let gradient: [SimulatedGradient]
        let figures: StepFigures
        let end: Duration
    }

    private(set) var machine: Worker
    /// Letters to it and from it that are under way.
    var inbox: [Letter] = []
    var outbox: [Letter] = []
    /// How long it takes for a micro-batch.
    var pace: Duration
    /// Until when it is suspended.
    var frozenUntil = Duration.zero
    /// Whether it has left or given its connection up.
    private(set) var hasEnded = false
    private(set) var wantsToReconnect = false

    private let run: SimulatedRun
    private var weights: (version: UInt64, values: [UInt64])?
    private var incoming: [Int: UInt64] = [:]
    private var nodes: [WorkNode: [SimulatedGradient]] = [:]
    private var samples: Set<WorkNode> = []
    private var computing: [Int: Computation] = [:]
    private var finished: [Int: Computation] = [:]

    init(name: String, slots: Int, pace: Duration, run: SimulatedRun, at now: Duration) throws {
        machine = Worker(hello: hello(name, slots: slots), at: now)
        self.run = run
        self.pace = pace
        try execute(machine.connected(), at: now)
    }

    /// Slots whose micro-batch is done.
    func doneSlots(at now: Duration) -> [Int] {
        computing.filter { $0.value.end <= now }.map(\.key).sorted()
    }

    mutating func receive(at now: Duration) throws {
        let letter = inbox.removeFirst()
        let bytes = letter.envelope.message.carriesFrame ? 4 : nil
        try execute(machine.received(letter.envelope, frameBytes: bytes, at: now), letter: letter, at: now)
    }

    mutating func finish(slot: Int, at now: Duration) throws {
        finished[slot] = computing.removeValue(forKey: slot)
        try execute(machine.computed(slot: slot, figures: finished[slot]!.figures), at: now)
    }

    mutating func timePassed(at now: Duration) throws {
        try execute(machine.timePassed(at: now), at: now)
    }

    /// Whether nothing is kept of work that is over.
    var keepsNothing: Bool { nodes.isEmpty && samples.isEmpty }

    private mutating func execute(_ directives: [WorkerDirective], letter: Letter? = nil, at now: Duration) throws {
        for directive in directives where !hasEnded {
            try execute(directive, letter: letter, at: now)
        }
    }

    private mutating func execute(_ directive: WorkerDirective, letter: Letter?, at now: Duration) throws {
        switch directive {
        case .send(let envelope, .none):
            outbox.append(Letter(envelope: envelope, content: .none))
        case .send(let envelope, .gradient(let node, let bucket)):
            outbox.append(Letter(envelope: envelope, content: .gradient(try kept(node)[bucket])))
        case .prepare:
            try execute(machine.prepared(fingerprint: "numerics"), at: now)
        case .loadWeights(let bucket):
            guard case .weights(let value)? = letter?.content else {
                throw SimulationFailure(description: "no weights to load")
            }
            incoming[bucket] = value
        case .adoptWeights(let version):
            try require(incoming.count == run.bucketCount, "version \(version) adopted before it was whole")
            try require(computing.isEmpty, "version \(version) adopted while a slot computes")
            weights = (version, (0..<run.bucketCount).map { incoming[$0]! })
            incoming = [:]
        case .keepSamples(let work):
            guard case .samples(work.step, work.block)? = letter?.content, samples.insert(work).inserted else {
                throw SimulationFailure(description: "other samples than those of \(work)")
            }
        case .dropSamples(let work):
            try require(samples.remove(work) != nil, "no samples of \(work) to drop")
        case .compute(let slot, let microBatch, let work, let count):
            try compute(slot: slot, microBatch: microBatch, of: work, samples: count, at: now)
        case .store(let slot, let node):
            let result = finished[slot]
            try require(
                result?.work.step == node.step && node.block == Block(start: result!.microBatch, count: 1),
                "slot \(slot) did not compute \(node)")
            try require(nodes.updateValue(result!.gradient, forKey: node) == nil, "\(node) is there twice")
        case .add(let left, let right, let parent):
            let sum = zip(try kept(left), try kept(right)).map { $0 + $1 }
            nodes[left] = nil
            nodes[right] = nil
            nodes[parent] = sum
        case .discard(let node):
            _ = try kept(node)
            nodes[node] = nil
        case .reconnect(let reason):
            try require(!reason.hasPrefix("the coordinator sent"), reason)
            hasEnded = true
            wantsToReconnect = true
        case .finish:
            hasEnded = true
        }
    }

    private mutating func compute(slot: Int, microBatch: Int, of work: WorkNode, samples count: Int, at now: Duration)
        throws
    {
        try require(computing[slot] == nil, "slot \(slot) computes already")
        try require(samples.contains(work), "no samples of \(work) to compute with")
        guard let weights, weights.version == work.step.version else {
            throw SimulationFailure(description: "\(work) computed with version \(weights?.version ?? 0)")
        }
        computing[slot] = Computation(
            work: work, microBatch: microBatch,
            gradient: run.gradient(work.step, microBatch: microBatch, weights: weights.values),
            figures: run.figures(work.step, microBatch: microBatch, samples: count, weights: weights.values),
            end: now + pace)
    }

    private func kept(_ node: WorkNode) throws -> [SimulatedGradient] {
        guard let gradient = nodes[node] else { throw SimulationFailure(description: "\(node) is not there") }
        return gradient
    }
}
