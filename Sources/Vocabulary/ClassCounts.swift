/// For each class, how many samples are of it, how many are predicted as it, and how many of those predictions
/// are correct. The metrics of classes follow from these counts. In ``MetricSums`` the counts come after the sums
/// of the other metrics, and are added in the same way.
public struct ClassCounts: Sendable, Hashable {
    /// The most classes for which samples are counted. The counts of more classes would not fit into a message.
    public static let mostClasses = 1_000

    /// Three numbers for each class: samples, predictions, correct predictions.
    public private(set) var values: [Double]

    /// Begins with counts of zero for this many classes.
    public init(classes: Int) {
        values = Array(repeating: 0, count: 3 * classes)
    }

    /// Takes the counts from the end of `sums`, after its first `metrics` values, which are sums of other metrics. If
    /// there are no further values, the result has no classes.
    public init(of sums: MetricSums, behind metrics: Int) {
        values = Array(sums.values.dropFirst(metrics))
    }

    /// The number of values in the counts of this many classes. It is 0 if there are more than ``mostClasses``.
    public static func length(classes: Int) -> Int { classes <= mostClasses ? 3 * classes : 0 }

    /// The number of classes that are counted.
    public var classes: Int { values.count / 3 }

    /// Counts one sample of the class `label` for which the class `prediction` is predicted.
    public mutating func add(label: Int, prediction: Int) {
        values[3 * label] += 1
        values[3 * prediction + 1] += 1
        if label == prediction { values[3 * label + 2] += 1 }
    }

    /// Whether these values can be the counts of `samples` samples. The counts that a worker sends are checked by this.
    public func fit(samples: Int) -> Bool {
        guard values.allSatisfy({ $0 >= 0 && $0 <= Double(samples) && $0 == $0.rounded() }) else { return false }
        let labels = (0..<classes).reduce(0) { $0 + values[3 * $1] }
        let predictions = (0..<classes).reduce(0) { $0 + values[3 * $1 + 1] }
        return labels == Double(samples) && predictions == Double(samples)
            && (0..<classes).allSatisfy { values[3 * $0 + 2] <= min(values[3 * $0], values[3 * $0 + 1]) }
    }

    /// The value of a metric that follows from these counts, see ``Metric/isOfClasses``.
    public func value(of metric: Metric) -> Double {
        switch metric {
        case .macroF1: macroF1
        case .balancedAccuracy: balancedAccuracy
        case .loss, .accuracy, .crossEntropy: preconditionFailure("\(metric.rawValue) is no metric of classes")
        }
    }

    /// The mean over all classes of F1, which is 2·correct / (samples + predictions). A class without samples and
    /// predictions counts as 0.
    ///
    /// Source: scikit-learn's `f1_score(average="macro", labels=all, zero_division=0)`.
    private var macroF1: Double {
        let scores = (0..<classes).map { label in
            let all = values[3 * label] + values[3 * label + 1]
            return all == 0 ? 0 : 2 * values[3 * label + 2] / all
        }
        return scores.reduce(0, +) / Double(max(classes, 1))
    }

    /// The mean recall of the classes that have samples.
    ///
    /// Source: scikit-learn's `balanced_accuracy_score`.
    private var balancedAccuracy: Double {
        let recalls = (0..<classes).filter { values[3 * $0] > 0 }.map { values[3 * $0 + 2] / values[3 * $0] }
        return recalls.reduce(0, +) / Double(max(recalls.count, 1))
    }
}
