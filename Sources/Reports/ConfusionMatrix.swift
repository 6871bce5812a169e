import PlainText

/// How often each class was predicted as each other class.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
    /// The names of the classes; an index into them is a label.
    public let classes: [String]
    /// `counts[true][predicted]`: samples of one class that were predicted as another.
    public private(set) var counts: [[Int]]

    /// Makes a matrix of zeros.
    public init(classes: [String]) {
        self.classes = classes
        counts = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    }

    /// Counts samples whose true and predicted classes are given in the same order.
    public init(
        classes: [String], labels: some Sequence<some BinaryInteger>, predictions: some Sequence<some BinaryInteger>
    ) {
        self.init(classes: classes)
        for (label, prediction) in zip(labels, predictions) { add(label: Int(label), prediction: Int(prediction)) }
    }

    /// Counts one sample.
    public mutating func add(label: Int, prediction: Int) {
        counts[label][prediction] += 1
    }

    /// The number of samples.
    public var total: Int { counts.joined().reduce(0, +) }

    /// The number of correct predictions.
    public var correct: Int { classes.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The fraction of samples with a correct prediction; 0 without samples.
    public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

    /// Samples of each class.
    public var support: [Int] { counts.map { $0.reduce(0, +) } }

    /// Predictions of each class.
    public var predicted: [Int] { classes.indices.map { column in counts.reduce(0) { $0 + $1[column] } } }

    /// The counts of each true class, divided by its samples: a row of shares that add up to 1, or of zeros for a class
    /// without samples.
    public var shares: [[Double]] {
        zip(counts, support).map { row, support in row.map { Double($0) / Double(max(support, 1)) } }
    }

    /// The share of each class's samples that is predicted correctly; classes without samples are missing.
    public var accuracyByClass: [String: Double] {
        let (shares, support) = (shares, support)
        return classes.indices.reduce(into: [:]) { accuracies, label in
            if support[label] > 0 { accuracies[classes[label]] = shares[label][label] }
        }
    }

    /// Samples of one class that were predicted as another.
    public struct Confusion: Sendable, Hashable, Codable {
        /// The true class.
        public let actual: String
        /// The class that was predicted.
        public let predicted: String
        /// How many samples.
        public let count: Int
        /// Their fraction of all samples of the true class.
        public let share: Double

        /// For instance `fear is taken for sad: 18.8% (43 of 229)`.
        package var sentence: String {
            let support = Int((Double(count) / share).rounded())
            return "\(plainText(actual)) is taken for \(plainText(predicted)): \(percent(share)) "
                + "(\(count) of \(support))"
        }
    }

    /// Pairs whose true class has fewer samples than this come last in ``mostConfused(limit:)``.
    private static let fewSamples = 10

    /// The pairs of classes that are confused most often, the largest share of the true class first, of equal shares
    /// the most samples, else in the order of the classes. Pairs whose true class has fewer than ten samples come last,
    /// since there a single sample is a large share.
    public func mostConfused(limit: Int) -> [Confusion] {
        let support = support
        var pairs: [(isOfFew: Bool, confusion: Confusion)] = []
        for actual in classes.indices {
            for predicted in classes.indices where predicted != actual && counts[actual][predicted] > 0 {
                let count = counts[actual][predicted]
                let confusion = Confusion(
                    actual: classes[actual], predicted: classes[predicted], count: count,
                    share: Double(count) / Double(support[actual]))
                pairs.append((support[actual] < ConfusionMatrix.fewSamples, confusion))
            }
        }
        func rank(_ pair: (isOfFew: Bool, confusion: Confusion)) -> (Int, Double, Int) {
            (pair.isOfFew ? 0 : 1, pair.confusion.share, pair.confusion.count)
        }
        // The sort of the standard library is stable.
        return pairs.sorted { rank($0) > rank($1) }.prefix(limit).map(\.confusion)
    }
}
