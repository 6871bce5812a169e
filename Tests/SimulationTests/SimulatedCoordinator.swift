import Coordination
import Messages
import TestKit

/// A coordinator's shell whose weights are numbers. It checks what it is directed to do.
struct SimulatedCoordinator {
    private(set) var machine: Coordinator
    /// Letters to each worker since they were last taken.
    private(set) var letters: [(peer: PeerID, letter: Letter)] = []
    /// The figures of every step so far.
    private(set) var figures: [StepFigures] = []
    /// The weights of every version so far.
    private(set) var weights: [[UInt64]]
    /// Gradients whose new weights are being made.
    private(set) var applying: [(bucket: Int, gradient: SimulatedGradient)] = []

    private let run: SimulatedRun
    private var next: [Int: UInt64] = [:]
    private var moments: [UInt64]
    private var nodes: [NodeID: SimulatedGradient] = [:]
    /// Versions of the buckets that were sent and not acknowledged.
    private var unacknowledged: [PeerID: [UInt64]] = [:]

    init(run: SimulatedRun, minimumWorkers: Int) throws {
        self.run = run
        weights = [run.initialWeights]
        moments = Array(repeating: 0, count: run.bucketCount)
        let welcome = welcome(microBatches: run.microBatches, batchSize: run.batchSize, buckets: run.bucketCount)
        machine = Coordinator(
            settings: CoordinatorSettings(
                term: 3, welcome: welcome, bucketByteCounts: Array(repeating: 4, count: run.bucketCount),
                minimumWorkers: minimumWorkers),
            version: 0, at: .zero)
        try execute(machine.begin(run.steps[0].id, samples: run.steps[0].samples, at: .zero), at: .zero)
    }

    var isOver: Bool { figures.count == run.steps.count }

    mutating func receive(_ letter: Letter, from peer: PeerID, at now: Duration) throws {
        if case .acknowledgement(let acknowledgement) = letter.envelope.message {
            unacknowledged[peer]?.removeAll { $0 <= acknowledgement.version }
        }
        let bytes = letter.envelope.message.carriesFrame ? 4 : nil
        let directives = machine.received(letter.envelope, frameBytes: bytes, from: peer, at: now)
        try execute(directives, letter: letter, at: now)
    }

    mutating func receiveRubbish(from peer: PeerID, at now: Duration) throws {
        try execute(machine.receivedRubbish("rubbish", from: peer, at: now), at: now)
    }

    mutating func lost(_ peer: PeerID, at now: Duration) throws {
        try execute(machine.lost(peer, at: now), at: now)
    }

    mutating func timePassed(at now: Duration) throws {
        try execute(machine.timePassed(at: now), at: now)
    }

    /// Makes new weights of a gradient.
    mutating func apply(_ index: Int, at now: Duration) throws {
        let (bucket, gradient) = applying.remove(at: index)
        let new = run.apply(gradient, weights: weights.last![bucket], moment: moments[bucket])
        try require(next.updateValue(new.weights, forKey: bucket) == nil, "bucket \(bucket) applied twice")
        moments[bucket] = new.moment
        try execute(machine.bucketApplied(bucket, at: now), at: now)
    }

    mutating func dismiss(at now: Duration) throws {
        try execute(machine.dismiss(reason: "the run is over", final: true), at: now)
    }

    mutating func takeLetters() -> [(peer: PeerID, letter: Letter)] {
        defer { letters = [] }
        return letters
    }

    private mutating func execute(_ directives: [CoordinatorDirective], letter: Letter? = nil, at now: Duration) throws
    {
        for directive in directives {
            try execute(directive, letter: letter, at: now)
        }
    }

    private mutating func execute(_ directive: CoordinatorDirective, letter: Letter?, at now: Duration) throws {
        switch directive {
        case .send(let envelope, let peer, let attachment):
            letters.append((peer, Letter(envelope: envelope, content: try content(of: attachment, to: peer))))
        case .drop(let peer):
            letters.removeAll { $0.peer == peer }
            unacknowledged[peer] = nil
        case .store(let node):
            guard case .gradient(let gradient)? = letter?.content else {
                throw SimulationFailure(description: "no gradient to store")
            }
            let samples = run.steps[figures.count].samples
            let leaves = run.leaves(of: node.block, samples: samples)
            try require(gradient.leaves == leaves, "\(node) does not hold its micro-batches")
            try require(nodes.updateValue(gradient, forKey: node) == nil, "\(node) is there twice")
        case .discard(let node):
            _ = try take(node)
        case .add(let left, let right, let parent):
            let (left, right) = (try take(left), try take(right))
            try require(left.leaves & right.leaves == 0, "a micro-batch of \(parent) counted twice")
            nodes[parent] = left + right
        case .apply(let node):
            let gradient = try take(node)
            let present = run.present(run.steps[figures.count].samples)
            try require(gradient.leaves == (1 << UInt64(present)) - 1, "micro-batches missing in \(node)")
            applying.append((node.bucket, gradient))
        case .stop(let step, _):
            throw SimulationFailure(description: "\(step) was said to have diverged")
        case .stepEnded(let step, let stepFigures):
            try end(step, stepFigures, at: now)
        case .report(.lost(_, let reason, _)):
            // No simulated worker misbehaves or stalls.
            let faults = ["its connection closed", "rubbish", "nothing was heard"]
            try require(faults.contains(where: reason.hasPrefix), "a worker was expelled: \(reason)")
        case .report:
            break
        }
    }

    private mutating func end(_ step: StepID, _ stepFigures: StepFigures, at now: Duration) throws {
        try require(step == run.steps[figures.count].id, "\(step) ended instead of \(run.steps[figures.count].id)")
        try require(nodes.isEmpty && applying.isEmpty, "\(step) ended with nodes left")
        figures.append(stepFigures)
        if step.phase == .training {
            try require(next.count == run.bucketCount, "\(step) ended before its weights were whole")
            weights.append((0..<run.bucketCount).map { next[$0]! })
            next = [:]
        }
        try require(machine.version == UInt64(weights.count - 1), "version \(machine.version) after \(step)")
        if !isOver {
            let (id, samples) = run.steps[figures.count]
            try execute(machine.begin(id, samples: samples, at: now), at: now)
        }
    }

    private mutating func content(
        of attachment: CoordinatorDirective.Attachment, to peer: PeerID
    ) throws -> Letter.Content {
        switch attachment {
        case .none:
            return .none
        case .samples(let step, let block):
            return .samples(step, block)
        case .weights(let version, let bucket):
            unacknowledged[peer, default: []].append(version)
            let count = unacknowledged[peer]!.count
            try require(count <= run.bucketCount, "\(count) buckets under way to one worker")
            let isNext = version == UInt64(weights.count)
            guard let value = isNext ? next[bucket] : weights.last![bucket], isNext || version + 1 == weights.count
            else {
                throw SimulationFailure(description: "bucket \(bucket) of version \(version) is not there")
            }
            return .weights(value)
        }
    }

    private mutating func take(_ node: NodeID) throws -> SimulatedGradient {
        guard let gradient = nodes.removeValue(forKey: node) else {
            throw SimulationFailure(description: "\(node) is not there")
        }
        return gradient
    }
}
