import Foundation
import Terminals
import Training
import Vocabulary

/// The line that the console and the log show for a finished epoch.
package struct EpochLine {
    /// A value in the line, with its name.
    private struct Item {
        /// The parts of a line. On a terminal, one space separates the items of a part, and two spaces separate parts.
        enum Part: CaseIterable { case duration, training, validation, learningRate, speed }

        let part: Part
        /// The name of the value, as Keras writes it, but without the prefix `val_`. Empty if the value is shown
        /// without a name.
        var name = ""
        /// The short name of the value, which the line has on a terminal. Empty if the value is shown without a name.
        var shortName = ""
        let value: String
        /// If the line is too long, the items with the highest ranks are left out first.
        let rank: Int
    }

    private static let widest = 100
    private static let mark = "  best"
    /// The ranks of metrics. Metrics that are not listed have the highest rank, so they are left out first.
    private static let ranks: [Metric: (training: Int, validation: Int)] = [
        .accuracy: (3, 0), .loss: (4, 1), .crossEntropy: (6, 5),
    ]

    private let title: String
    private let items: [Item]
    private let isBest: Bool

    /// The line of an epoch. `epochs` is the most epochs that the run may have. `isBest` says whether the weights after
    /// this epoch are the best so far.
    package init(_ record: EpochRecord, epochs: Int, isBest: Bool) {
        let rate = String(format: "%.4e", Double(record.learningRate))
        title = "Epoch \(record.epoch)/\(epochs)"
        /// The items of a part's metrics. A metric without a value has no item: an epoch that an earlier release of
        /// Chorus trained may lack some metrics.
        func metrics(_ values: MetricValues, _ part: Item.Part) -> [Item] {
            Metric.allCases.compactMap { metric in
                let ranks = EpochLine.ranks[metric] ?? (9, 9)
                return values[metric].map { value in
                    Item(
                        part: part, name: metric.rawValue, shortName: metric.shortName,
                        value: String(format: "%.4f", Double(value)),
                        rank: part == .training ? ranks.training : ranks.validation)
                }
            }
        }
        items =
            [Item(part: .duration, value: durationText(record.seconds), rank: 2)]
            + metrics(record.training, .training) + metrics(record.validation, .validation) + [
                Item(part: .learningRate, name: "learning_rate", shortName: "lr", value: rate, rank: 7),
                Item(part: .speed, value: String(format: "%.0f samples/s", record.samplesPerSecond), rank: 8),
            ]
        self.isBest = isBest
    }

    /// The whole line in Keras' form, for a pipe or a log.
    package var whole: String {
        let texts = items.map { item in
            let prefix = item.part == .validation ? "val_" : ""
            return item.name.isEmpty ? item.value : "\(prefix)\(item.name): \(item.value)"
        }
        return ([title] + texts + (isBest ? ["new best"] : [])).joined(separator: " - ")
    }

    /// The line for a terminal of `columns` columns, with as many items as fit.
    package func line(columns: Int) -> StyledLine {
        // A line without the mark of the best epoch leaves room for it, so that all lines of a run have the same items.
        let room = max(0, min(columns - 1, EpochLine.widest) - (isBest ? 0 : EpochLine.mark.count))
        var shown = items
        while true {
            let line = line(of: shown)
            if line.width <= room { return line }
            guard let rank = shown.map(\.rank).max() else { return StyledLine(String(title.prefix(room))) }
            shown.removeAll { $0.rank == rank }
        }
    }

    private func line(of items: [Item]) -> StyledLine {
        let parts = Item.Part.allCases.compactMap { part -> String? in
            let texts = items.filter { $0.part == part }.map {
                $0.shortName.isEmpty ? $0.value : "\($0.shortName) \($0.value)"
            }
            return texts.isEmpty ? nil : (part == .validation ? "val_" : "") + texts.joined(separator: " ")
        }
        var line = StyledLine(([title] + parts).joined(separator: "  "))
        if isBest { line.append(EpochLine.mark, .green) }
        return line
    }
}

extension Metric {
    /// The short name of the metric, which the line of an epoch has on a terminal.
    fileprivate var shortName: String {
        switch self {
        case .accuracy: "acc"
        case .crossEntropy: "ce"
        case .macroF1: "f1"
        case .balancedAccuracy: "bal"
        default: rawValue
        }
    }
}
