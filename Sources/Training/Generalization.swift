import Vocabulary

/// How much better a run does on its training images than on others, and since when it overfits.
public struct Generalization: Hashable, Sendable {
    /// Training accuracy minus validation accuracy, in the epoch of the best weights; nil before an epoch has ended.
    /// Training accuracy is measured while the weights change and with dropout, so the gap may be negative.
    public let gap: Float?
    /// The epoch since which the run overfits: the first epoch after the minimum. The minimum is the epoch with the
    /// lowest validation cross-entropy (the first of equals). Nil unless at least ``fewestEpochs`` epochs follow the
    /// minimum, and the training cross-entropy is lower in the last epoch than in the minimum. Nil also if the release
    /// that wrote the history did not measure cross-entropies.
    public let overfittingSince: Int?

    /// How many epochs must follow the epoch with the lowest validation cross-entropy before the run counts as
    /// overfitting. After fewer epochs it may be chance that validation has not improved.
    public static let fewestEpochs = 5

    /// Makes a value of results that are already known.
    package init(gap: Float?, overfittingSince: Int?) {
        self.gap = gap
        self.overfittingSince = overfittingSince
    }

    /// Computes the results from a run's history.
    ///
    /// - Parameter bestEpoch: the epoch of the best weights; nil before an epoch has ended.
    public init(of history: History, bestEpoch: Int?) {
        let best = history.records.first { $0.epoch == bestEpoch }
        if let best, let training = best.training[.accuracy], let validation = best.validation[.accuracy] {
            gap = training - validation
        } else {
            gap = nil
        }
        overfittingSince = Generalization.overfittingSince(history.records)
    }

    private static func overfittingSince(_ records: [EpochRecord]) -> Int? {
        var lowest: (index: Int, validation: Float)?
        for (index, record) in records.enumerated() {
            guard let validation = record.validation[.crossEntropy], !validation.isNaN else { continue }
            if lowest.map({ validation < $0.validation }) ?? true { lowest = (index, validation) }
        }
        guard let index = lowest?.index, records.count - 1 - index >= fewestEpochs,
            let before = records[index].training[.crossEntropy], let last = records.last?.training[.crossEntropy],
            last < before
        else { return nil }
        return records[index].epoch + 1
    }
}
