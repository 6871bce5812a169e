/// The JSON form has the keys of scikit-learn's `output_dict=True`: the names of the classes, `accuracy`, `macro avg`
/// and `weighted avg`. A class that has one of the last three names is left out, since scikit-learn overwrites its
/// scores too.
extension ClassificationReport: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            return nil
        }

        static let accuracy = Key(stringValue: "accuracy")
        static let macroAverage = Key(stringValue: "macro avg")
        static let weightedAverage = Key(stringValue: "weighted avg")
        static let averages: Set<String> = [
            accuracy.stringValue, macroAverage.stringValue, weightedAverage.stringValue,
        ]
    }

    /// Reads the JSON form. A JSON object has no order, so the classes are sorted by the UTF-8 bytes of their names,
    /// like the classes of a data set.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        classes = container.allKeys.map(\.stringValue).filter { !Key.averages.contains($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        scores = try classes.map { try container.decode(Scores.self, forKey: Key(stringValue: $0)) }
        accuracy = try container.decode(Double.self, forKey: .accuracy)
        macroAverage = try container.decode(Scores.self, forKey: .macroAverage)
        weightedAverage = try container.decode(Scores.self, forKey: .weightedAverage)
    }

    /// Writes the JSON form: the scores of each class, the accuracy and both averages.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, scores) in zip(classes, scores) where !Key.averages.contains(name) {
            try container.encode(scores, forKey: Key(stringValue: name))
        }
        try container.encode(accuracy, forKey: .accuracy)
        try container.encode(macroAverage, forKey: .macroAverage)
        try container.encode(weightedAverage, forKey: .weightedAverage)
    }
}
