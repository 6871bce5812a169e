import Coordination
import Messages
import TestKit
import Vocabulary

/// A stand-in for one bucket's gradient: a number that depends on the order of additions, and the micro-batches in it.
struct ScalarGradient: Hashable {
    let value: UInt64
    /// One bit per micro-batch.
    let leaves: UInt64
    /// Whether it stands for floats that are all finite.
    var isFinite = true
    /// Whether it stands for finite floats of which one is so large that the new weights would not be finite.
    var isAbsurd = false

    static func + (left: ScalarGradient, right: ScalarGradient) -> ScalarGradient {
        ScalarGradient(
            value: mixed(left.value, right.value), leaves: left.leaves | right.leaves,
            isFinite: left.isFinite && right.isFinite, isAbsurd: left.isAbsurd || right.isAbsurd)
    }
}

/// The stand-in for the frame of a message.
enum ScalarFrame {
    case job
    case weights(version: UInt64, UInt64)
    case samples(StepID, Block)
    case gradient(ScalarGradient)
}

/// The stand-in for a network, its data set and its optimizer: numbers that depend on all of their inputs.
struct ScalarRun: SimulatedProgram {
    let microBatches: Int
    let batchSize: Int
    let bucketCount: Int
    let steps: [(id: StepID, samples: Int)]
    let verifyEvery: Int?
    /// The factor by which its coordinator waits too long for a worker.
    var patience = 1.0
    /// When its coordinator applies a bucket.
    var updatePolicy = UpdatePolicy.eachBucket

    /// Two epochs of ten and more steps with partial last batches, each with a validation.
    init(using generator: inout Generator) {
        let microBatches = 1 << Int.random(in: 2...3, using: &generator)
        let batchSize = microBatches * Int.random(in: 1...3, using: &generator)
        self.microBatches = microBatches
        self.batchSize = batchSize
        bucketCount = Int.random(in: 2...4, using: &generator)
        // Half of the runs verify nothing, most others all.
        verifyEvery =
            [nil, nil, nil, nil, 1, 1, 1, Int.random(in: 2...4, using: &generator)][
                Int.random(in: 0..<8, using: &generator)]
        var steps: [(id: StepID, samples: Int)] = []
        var version: UInt64 = 0
        for epoch in 1...2 {
            for phase in [Phase.training, .validation] {
                let count = phase == .training ? 10 + epoch : Int.random(in: 1...3, using: &generator)
                for step in 0..<count {
                    let samples = step < count - 1 ? batchSize : Int.random(in: 1...batchSize, using: &generator)
                    steps.append((StepID(phase: phase, epoch: epoch, step: step, version: version), samples))
                    if phase == .training { version += 1 }
                }
            }
        }
        self.steps = steps
    }

    var stepCount: Int { steps.count }

    var initialWeights: [UInt64] { (0..<bucketCount).map { mixed(1, UInt64($0)) } }

    func coordinator(
        term: UInt64, minimumWorkers: Int, from snapshot: ScalarCoordinator.Snapshot?, at now: Duration
    ) throws -> ScalarCoordinator {
        ScalarCoordinator(run: self, term: term, minimumWorkers: minimumWorkers, from: snapshot, at: now)
    }

    func worker(_ hello: Hello, fingerprint: String?, at now: Duration) throws -> ScalarWorker {
        ScalarWorker(hello, fingerprint: fingerprint ?? "numerics", run: self, at: now)
    }

    func present(_ samples: Int) -> Int { min(samples, microBatches) }

    /// The leaves of a block that hold samples, as bits.
    func leaves(of block: Block, samples: Int) -> UInt64 {
        let end = min(block.start + block.count, present(samples))
        return end <= block.start ? 0 : (1 << UInt64(end)) - (1 << UInt64(block.start))
    }

    /// What a worker computes of one micro-batch, by bucket.
    func gradient(_ step: StepID, microBatch: Int, weights: [UInt64]) -> [ScalarGradient] {
        let key = mixed(UInt64(step.epoch), mixed(UInt64(step.step), UInt64(microBatch)))
        let whole = weights.reduce(key, mixed)
        return (0..<bucketCount).map {
            ScalarGradient(value: mixed(whole, UInt64($0)), leaves: 1 << UInt64(microBatch))
        }
    }

    /// Losses of many magnitudes, so that the order of their additions shows.
    func metrics(_ step: StepID, microBatch: Int, samples: Int, weights: [UInt64]) -> MetricSums {
        let (quotient, remainder) = samples.quotientAndRemainder(dividingBy: present(samples))
        let count = quotient + (microBatch < remainder ? 1 : 0)
        let key = mixed(UInt64(step.epoch), mixed(UInt64(step.step), UInt64(microBatch)))
        let draw = mixed(weights.reduce(key, mixed), step.phase == .training ? 0 : 1)
        let loss = number(of: draw)
        let crossEntropy = number(of: mixed(draw, 2))
        return MetricSums(
            lossSum: loss, crossEntropySum: crossEntropy, correct: Int(draw % UInt64(count + 1)), samples: count)
    }

    private func number(of draw: UInt64) -> Double {
        Double(sign: .plus, exponent: Int(draw % 40), significand: 1 + Double(draw >> 12) * 0x1p-52)
    }

    /// The stand-in of Adam.
    func apply(_ gradient: ScalarGradient, weights: UInt64, moment: UInt64) -> (weights: UInt64, moment: UInt64) {
        let moment = mixed(moment, gradient.value)
        return (mixed(weights, moment), moment)
    }
}

/// The expected results of a scalar run, computed by plain loops.
struct ScalarResult {
    /// The weights of every version.
    let weights: [[UInt64]]
    /// The metrics of every step.
    let metrics: [MetricSums]

    /// Trains with one micro-batch after the other; neighbours are added pair by pair.
    init(of run: ScalarRun) {
        var weights = [run.initialWeights]
        var moments = [UInt64](repeating: 0, count: run.bucketCount)
        var allMetrics: [MetricSums] = []
        for (step, samples) in run.steps {
            let now = weights.last!
            let leaves = 0..<run.present(samples)
            allMetrics.append(
                pairwise(leaves.map { run.metrics(step, microBatch: $0, samples: samples, weights: now) }, +))
            guard step.phase == .training else { continue }
            let gradients = leaves.map { run.gradient(step, microBatch: $0, weights: now) }
            var next = now
            for bucket in 0..<run.bucketCount {
                let gradient = pairwise(gradients.map { $0[bucket] }, +)
                (next[bucket], moments[bucket]) = run.apply(gradient, weights: now[bucket], moment: moments[bucket])
            }
            weights.append(next)
        }
        self.weights = weights
        metrics = allMetrics
    }
}
