import Coordination
import Messages
import TestKit

/// What a simulated cluster has done wrong.
struct SimulationFailure: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ description: @autoclosure () -> String) throws(SimulationFailure) {
    if !condition { throw SimulationFailure(description: description()) }
}

/// A stand-in for one bucket's gradient: a number that shows what was added to what, and the micro-batches in it.
struct SimulatedGradient: Hashable {
    let value: UInt64
    /// One bit a micro-batch.
    let leaves: UInt64

    static func + (left: SimulatedGradient, right: SimulatedGradient) -> SimulatedGradient {
        SimulatedGradient(value: mixed(left.value, right.value), leaves: left.leaves | right.leaves)
    }
}

/// The stand-in of a network, its data set and its optimizer: numbers that depend on everything that they should.
struct SimulatedRun {
    let microBatches: Int
    let batchSize: Int
    let bucketCount: Int
    /// Two epochs with partial last batches, each with a validation.
    let steps: [(id: StepID, samples: Int)]

    init(using generator: inout Generator) {
        let microBatches = 1 << Int.random(in: 0...4, using: &generator)
        let batchSize = microBatches * Int.random(in: 1...3, using: &generator)
        self.microBatches = microBatches
        self.batchSize = batchSize
        bucketCount = Int.random(in: 1...4, using: &generator)
        var steps: [(id: StepID, samples: Int)] = []
        var version: UInt64 = 0
        for epoch in 1...2 {
            for phase in [Phase.training, .validation] {
                let count = Int.random(in: 1...4, using: &generator)
                for step in 0..<count {
                    let samples = step < count - 1 ? batchSize : Int.random(in: 1...batchSize, using: &generator)
                    steps.append((StepID(phase: phase, epoch: epoch, step: step, version: version), samples))
                    if phase == .training { version += 1 }
                }
            }
        }
        self.steps = steps
    }

    var initialWeights: [UInt64] { (0..<bucketCount).map { mixed(1, UInt64($0)) } }

    func present(_ samples: Int) -> Int { min(samples, microBatches) }

    /// The leaves of a block that hold samples, as bits.
    func leaves(of block: Block, samples: Int) -> UInt64 {
        block.range.filter { $0 < present(samples) }.reduce(0) { $0 | 1 << UInt64($1) }
    }

    /// What a worker computes of one micro-batch, by bucket.
    func gradient(_ step: StepID, microBatch: Int, weights: [UInt64]) -> [SimulatedGradient] {
        let place = mixed(UInt64(step.epoch), mixed(UInt64(step.step), UInt64(microBatch)))
        let whole = weights.reduce(place, mixed)
        return (0..<bucketCount).map {
            SimulatedGradient(value: mixed(whole, UInt64($0)), leaves: 1 << UInt64(microBatch))
        }
    }

    /// Losses of many magnitudes, so that the order of their additions shows.
    func figures(_ step: StepID, microBatch: Int, samples: Int, weights: [UInt64]) -> StepFigures {
        let (quotient, remainder) = samples.quotientAndRemainder(dividingBy: present(samples))
        let count = quotient + (microBatch < remainder ? 1 : 0)
        let draw = gradient(step, microBatch: microBatch, weights: weights)[0].value
        let loss = Double(sign: .plus, exponent: Int(draw % 40), significand: 1 + Double(draw >> 12) * 0x1p-52)
        return StepFigures(lossSum: loss, correct: Int(draw % UInt64(count + 1)), samples: count)
    }

    /// The stand-in of Adam.
    func apply(_ gradient: SimulatedGradient, weights: UInt64, moment: UInt64) -> (weights: UInt64, moment: UInt64) {
        let moment = mixed(moment, gradient.value)
        return (mixed(weights, moment), moment)
    }

    /// Every version's weights and every step's figures, by plain loops: neighbours are added pair by pair.
    func expected() -> (weights: [[UInt64]], figures: [StepFigures]) {
        var weights = [initialWeights]
        var moments = [UInt64](repeating: 0, count: bucketCount)
        var allFigures: [StepFigures] = []
        for (step, samples) in steps {
            let now = weights.last!
            let leaves = 0..<present(samples)
            allFigures.append(
                sum(leaves.map { figures(step, microBatch: $0, samples: samples, weights: now) }, adding: +))
            guard step.phase == .training else { continue }
            let gradients = leaves.map { gradient(step, microBatch: $0, weights: now) }
            var next = now
            for bucket in 0..<bucketCount {
                let gradient = sum(gradients.map { $0[bucket] }, adding: +)
                (next[bucket], moments[bucket]) = apply(gradient, weights: now[bucket], moment: moments[bucket])
            }
            weights.append(next)
        }
        return (weights, allFigures)
    }

    private func sum<Value>(_ values: [Value], adding add: (Value, Value) -> Value) -> Value {
        var values = values
        while values.count > 1 {
            values = stride(from: 0, to: values.count, by: 2).map {
                $0 + 1 < values.count ? add(values[$0], values[$0 + 1]) : values[$0]
            }
        }
        return values[0]
    }
}

/// A message under way, with what its frame stands for.
struct Letter {
    enum Content {
        case none
        case weights(UInt64)
        case samples(StepID, Block)
        case gradient(SimulatedGradient)
    }

    let envelope: Envelope
    let content: Content
}
