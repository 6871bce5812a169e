import Vocabulary

/// Sums of all metrics of samples, in their order. Those without a parameter are 0.
extension MetricSums {
    /// Makes sums.
    package init(lossSum: Double = 0, crossEntropySum: Double = 0, correct: Int = 0, samples: Int) {
        let sums: [Metric: Double] = [.loss: lossSum, .crossEntropy: crossEntropySum, .accuracy: Double(correct)]
        self.init(values: Metric.ofSamples.map { sums[$0] ?? 0 }, samples: samples)
    }

    /// Σ of the losses.
    package var lossSum: Double { self[.loss] }
    /// How many samples are classified correctly.
    package var correct: Int { Int(self[.accuracy]) }
    /// Σ of the cross-entropies.
    package var crossEntropySum: Double { self[.crossEntropy] }

    private subscript(metric: Metric) -> Double { values[Metric.ofSamples.firstIndex(of: metric)!] }
}
