import PlainText

/// For each pair of a true and a predicted class, the number of samples.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
    /// The names of the classes. A label is an index of this list.
    public let classes: [String]
    /// `counts[label][prediction]` is the number of samples whose true class is `label` and whose predicted class is
    /// `prediction`.
    public private(set) var counts: [[Int]]

    /// A matrix of these classes that has counted no sample yet.
    public init(classes: [String]) {
        self.classes = classes
        counts = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    }

    /// Counts samples: `labels` has the index of each sample's true class, `predictions` that of its predicted class.
    public init(
        classes: [String], labels: some Sequence<some BinaryInteger>, predictions: some Sequence<some BinaryInteger>
    ) {
        self.init(classes: classes)
        for (label, prediction) in zip(labels, predictions) { add(label: Int(label), prediction: Int(prediction)) }
    }

    /// Counts one sample: `label` is the index of its true class, `prediction` that of its predicted class.
    public mutating func add(label: Int, prediction: Int) {
        counts[label][prediction] += 1
    }

    /// The number of samples that the matrix has counted.
    public var total: Int { counts.joined().reduce(0, +) }

    /// The number of correct predictions.
    public var correct: Int { classes.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The fraction of samples with a correct prediction; 0 without samples.
    public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

    /// The number of samples of each true class.
    public var support: [Int] { counts.map { $0.reduce(0, +) } }

    /// The number of samples that were predicted as each class.
    public var predicted: [Int] { classes.indices.map { column in counts.reduce(0) { $0 + $1[column] } } }

    /// ``counts``, each row divided by its sum. The shares in a row add up to 1, or are all 0 for a class without
    /// samples.
    public var shares: [[Double]] {
        zip(counts, support).map { row, support in row.map { Double($0) / Double(max(support, 1)) } }
    }

    /// The share of each class's samples that are predicted correctly, by the name of the class. Classes without
    /// samples are missing.
    public var accuracyByClass: [String: Double] {
        let (shares, support) = (shares, support)
        return classes.indices.reduce(into: [:]) { accuracies, label in
            if support[label] > 0 { accuracies[classes[label]] = shares[label][label] }
        }
    }

    /// Samples of one class that were predicted as another.
    public struct Confusion: Sendable, Hashable, Codable {
        /// The true class of the samples.
        public let actual: String
        /// The class that was predicted for the samples.
        public let predicted: String
        /// The number of these samples.
        public let count: Int
        /// ``count`` divided by the number of all samples of the true class.
        public let share: Double

        /// The confusion as a sentence, for instance `fear is taken for sad: 18.8% (43 of 229)`.
        package var sentence: String {
            let support = Int((Double(count) / share).rounded())
            return "\(plainText(actual)) is taken for \(plainText(predicted)): \(percent(share)) "
                + "(\(count) of \(support))"
        }
    }

    /// Pairs whose true class has fewer samples than this number come last in ``mostConfused(limit:)``.
    private static let fewSamples = 10

    /// The pairs of classes that are confused most often, at most `limit` of them. The pair with the largest
    /// ``Confusion/share`` is first. Of pairs with equal shares, the one with the most samples is first. Pairs that are
    /// equal in both are in the order of the classes. Pairs whose true class has fewer than ten samples come last,
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
        // The sort of the standard library is stable, so equal pairs stay in the order of the classes.
        return pairs.sorted { rank($0) > rank($1) }.prefix(limit).map(\.confusion)
    }
}
