import Tensors
import Vocabulary

/// Softmax over the classes, and the cross-entropy of the true class by log-softmax, both in double precision.
///
/// It reads logits (samples, classes), whose rows lie `map.pixelStride` floats apart.
struct SoftmaxCrossEntropy {
    let map: FeatureMap
    /// The metrics that are measured, in the order of their values in a `MetricSums`.
    let metrics: [Metric]

    private var classes: Int { map.channels }

    /// Returns the sums of the metrics over the samples and, if `countsClasses` is true, the counts of classes behind
    /// the sums.
    ///
    /// If `gradient` is not nil, writes to it ∂(Σ classWeight·crossEntropy / globalCount)/∂logits =
    /// classWeight·(softmax − one-hot) / globalCount. It is a matrix (samples, classes) with the row stride of the
    /// logits.
    ///
    /// An empty `classWeights` means a weight of 1 for every class.
    func loss(
        logits: UnsafePointer<Float>, labels: [UInt16], classWeights: [Float] = [],
        globalCount: Int = 1, gradient: UnsafeMutablePointer<Float>? = nil, countsClasses: Bool = false
    ) -> MetricSums {
        var sums = MetricSums(zeros: metrics.count)
        var counts = ClassCounts(classes: countsClasses ? classes : 0)
        sums.samples = labels.count
        for (sample, label) in labels.enumerated() {
            let row = logits + sample * map.pixelStride
            let truth = Int(label)
            precondition(truth < classes, "label \(truth) of \(classes) classes")
            let (largest, sum) = normalizer(row)
            let weight = classWeights.isEmpty ? 1 : Double(classWeights[truth])
            let crossEntropy = crossEntropy(row, truth: truth, largest: largest, sum: sum)
            for (index, metric) in metrics.enumerated() {
                let value =
                    switch metric {
                    case .loss: weight * crossEntropy
                    case .accuracy: largest == truth ? 1.0 : 0
                    case .crossEntropy: crossEntropy
                    case .macroF1, .balancedAccuracy: preconditionFailure("\(metric.rawValue) of a sample")
                    }
                sums.values[index] += value
            }
            if countsClasses { counts.add(label: truth, prediction: largest) }
            if let gradient {
                let factor = weight / Double(globalCount)
                let target = gradient + sample * map.pixelStride
                for index in 0..<classes {
                    let probability = Elementary.exp(Double(row[index]) - Double(row[largest])) / sum
                    target[index] = Float(factor * (probability - (index == truth ? 1 : 0)))
                }
            }
        }
        sums.values += counts.values
        return sums
    }

    /// The cross-entropy of each sample.
    func crossEntropies(logits: UnsafePointer<Float>, labels: [UInt16]) -> [Double] {
        labels.enumerated().map { sample, label in
            let row = logits + sample * map.pixelStride
            precondition(Int(label) < classes, "label \(label) of \(classes) classes")
            let (largest, sum) = normalizer(row)
            return crossEntropy(row, truth: Int(label), largest: largest, sum: sum)
        }
    }

    private func crossEntropy(_ row: UnsafePointer<Float>, truth: Int, largest: Int, sum: Double) -> Double {
        -(Double(row[truth]) - Double(row[largest]) - Elementary.log(sum))
    }

    /// Writes the softmax of the logits to `probabilities`: a matrix (samples, classes) without gaps between rows.
    func probabilities(logits: UnsafePointer<Float>, samples: Int, into probabilities: UnsafeMutablePointer<Float>) {
        for sample in 0..<samples {
            let row = logits + sample * map.pixelStride
            let (largest, sum) = normalizer(row)
            for index in 0..<classes {
                let exponential = Elementary.exp(Double(row[index]) - Double(row[largest]))
                probabilities[sample * classes + index] = Float(exponential / sum)
            }
        }
    }

    /// The index of a sample's largest logit (the first index if several logits are equally large), and Σ e^(logit −
    /// largest logit) over the classes.
    private func normalizer(_ row: UnsafePointer<Float>) -> (largest: Int, sum: Double) {
        var largest = 0
        for index in 1..<max(classes, 1) where row[index] > row[largest] {
            largest = index
        }
        var sum = 0.0
        for index in 0..<classes {
            sum += Elementary.exp(Double(row[index]) - Double(row[largest]))
        }
        return (largest, sum)
    }
}
