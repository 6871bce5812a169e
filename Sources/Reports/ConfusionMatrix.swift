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
            return "\(plainText(actual)) is taken for \(plainText(predicted)): \(percent(share, decimals: 1)) "
                + "(\(count) of \(support))"
        }
    }

    /// The pairs of classes that are confused most often, the most frequent first, equally frequent ones in the order
    /// of the classes.
    public func mostConfused(limit: Int) -> [Confusion] {
        let support = support
        var pairs: [Confusion] = []
        for actual in classes.indices {
            for predicted in classes.indices where predicted != actual && counts[actual][predicted] > 0 {
                let count = counts[actual][predicted]
                pairs.append(
                    Confusion(
                        actual: classes[actual], predicted: classes[predicted], count: count,
                        share: Double(count) / Double(support[actual])))
            }
        }
        // The sort of the standard library is stable.
        return Array(pairs.sorted { $0.count > $1.count }.prefix(limit))
    }

    /// A text table: a row for each true class, a column for each predicted one.
    public func table() -> String {
        table(of: counts.map { $0.map(String.init) })
    }

    /// The table of ``shares`` in percent, with one decimal.
    public func tableOfShares() -> String {
        table(of: shares.map { $0.map { String(percent($0, decimals: 1).dropLast()) } })
    }

    private func table(of cells: [[String]]) -> String {
        let corner = "true \\ predicted"
        let names = classes.map { plainText($0) }
        let width = max(corner.unicodeScalars.count, names.map(\.unicodeScalars.count).max() ?? 0)
        let columns = names.indices.map { column in
            cells.map { $0[column].count }.reduce(names[column].unicodeScalars.count, max)
        }
        func line(_ head: String, _ cells: [String]) -> String {
            head.leftPadded(to: width) + zip(cells, columns).map { "  " + $0.leftPadded(to: $1) }.joined() + "\n"
        }
        return line(corner, names) + zip(names, cells).map { line($0, $1) }.joined()
    }
}
