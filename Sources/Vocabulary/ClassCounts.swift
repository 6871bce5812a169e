/// For each class, how many samples are of it, how many are predicted as it, and how many of those predictions are
/// correct. The metrics in ``Metric/ofClasses`` are computed from these counts. In ``MetricSums`` the counts come after
/// the sums of the other metrics, and are added in the same way.
public struct ClassCounts: Sendable, Hashable {
    /// The most classes for which samples are counted. Each class adds three numbers to a message, and a message has
    /// room for 4096 numbers.
    public static let mostClasses = 1_000

    /// Three numbers for each class, one class after the other: samples, predictions, correct predictions.
    public private(set) var values: [Double]

    /// Begins with counts of zero for this many classes.
    public init(classes: Int) {
        values = Array(repeating: 0, count: 3 * classes)
    }

    /// Takes the counts out of `sums`, where they follow the sums of `metrics` other metrics. If `sums` has no further
    /// values, the result has counts for 0 classes.
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

    /// Whether these values can be the counts of `samples` samples. By this the coordinator checks the counts that a
    /// worker sends.
    public func fit(samples: Int) -> Bool {
        guard values.allSatisfy({ $0 >= 0 && $0 <= Double(samples) && $0 == $0.rounded() }) else { return false }
        let labels = (0..<classes).reduce(0) { $0 + values[3 * $1] }
        let predictions = (0..<classes).reduce(0) { $0 + values[3 * $1 + 1] }
        return labels == Double(samples) && predictions == Double(samples)
            && (0..<classes).allSatisfy { values[3 * $0 + 2] <= min(values[3 * $0], values[3 * $0 + 1]) }
    }

    /// The value of a metric that is computed from these counts, see ``Metric/isOfClasses``.
    public func value(of metric: Metric) -> Double {
        switch metric {
        case .macroF1: macroF1
        case .balancedAccuracy: balancedAccuracy
        case .loss, .accuracy, .crossEntropy: preconditionFailure("\(metric.rawValue) is no metric of classes")
        }
    }

    /// The mean of F1 over all classes. The F1 of a class is 2·correct / (samples + predictions); it is 0 for a class
    /// without samples and predictions.
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
