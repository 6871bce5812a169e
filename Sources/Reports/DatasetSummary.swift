import Datasets
import PlainText

/// The number of images of each class in each split of a data set.
public struct DatasetSummary: Codable, Sendable {
    /// Class names.
    public let classes: [String]
    /// Images of each class, by split.
    public let counts: [String: [Int]]
    /// Images that could not be read and were left out.
    public let skipped: Int
    /// Remarks on how the data were read, a line each.
    public let remarks: [String]

    /// The summary of a data set.
    public init(of dataset: Dataset) {
        classes = dataset.classes
        skipped = dataset.skipped
        remarks = dataset.remarks
        var counts: [String: [Int]] = [:]
        for (name, split) in zip(SplitName.allCases, [dataset.train, dataset.validation, dataset.test]) {
            if let split, split.count > 0 { counts[name.rawValue] = split.classCounts(classes: dataset.classes.count) }
        }
        self.counts = counts
    }

    /// A table: a row a class, a column a split, and totals.
    public var text: String {
        let present = SplitName.allCases.map(\.rawValue).filter { counts[$0] != nil }
        var rows = [["class"] + present]
        for (index, name) in classes.enumerated() {
            rows.append([plainText(name)] + present.map { String(counts[$0]![index]) })
        }
        rows.append(["total"] + present.map { String(counts[$0]!.reduce(0, +)) })
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
        if skipped > 0 { lines.append("left out as unreadable: \(skipped)") }
        lines += remarks
        return lines.joined(separator: "\n")
    }
}
