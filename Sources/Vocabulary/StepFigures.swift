/// Loss, cross-entropy and correct predictions of some samples.
public struct StepFigures: Sendable, Hashable, Codable {
    /// Σ of the samples' losses.
    public var lossSum: Double
    /// Σ of the samples' cross-entropies, without class weights.
    public var crossEntropySum: Double
    /// Samples whose most probable class is the right one.
    public var correct: Int
    /// How many samples.
    public var samples: Int

    /// Makes figures.
    public init(lossSum: Double = 0, crossEntropySum: Double = 0, correct: Int = 0, samples: Int = 0) {
        self.lossSum = lossSum
        self.crossEntropySum = crossEntropySum
        self.correct = correct
        self.samples = samples
    }

    /// Whether loss and cross-entropy are finite: they are not when training diverges.
    public var isFinite: Bool { lossSum.isFinite && crossEntropySum.isFinite }

    /// A number that tells other bits of loss or cross-entropy apart.
    public var digest: UInt64 { lossSum.bitPattern &* 31 &+ crossEntropySum.bitPattern }

    /// The figures of both.
    public static func + (left: StepFigures, right: StepFigures) -> StepFigures {
        StepFigures(
            lossSum: left.lossSum + right.lossSum, crossEntropySum: left.crossEntropySum + right.crossEntropySum,
            correct: left.correct + right.correct, samples: left.samples + right.samples)
    }
}
