import Vocabulary

/// Sums of all metrics that there are, in their order.
extension MetricSums {
    /// Makes sums.
    package init(lossSum: Double = 0, crossEntropySum: Double = 0, correct: Int = 0, samples: Int) {
        self.init(values: [lossSum, Double(correct), crossEntropySum], samples: samples)
    }

    /// Σ of the losses.
    package var lossSum: Double { values[0] }
    /// How many samples are classified correctly.
    package var correct: Int { Int(values[1]) }
    /// Σ of the cross-entropies.
    package var crossEntropySum: Double { values[2] }
}
