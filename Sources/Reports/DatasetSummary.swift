import Augmentation
import Datasets
import PlainText

/// The number of images of each class in each split of a data set, and what may be wrong with them.
public struct DatasetSummary: Codable, Sendable {
    /// The names of the classes, in the order of the numbers in ``counts`` and ``copies``.
    public let classes: [String]
    /// The number of images of each class, by the name of the split. Splits without images are missing.
    public let counts: [String: [Int]]
    /// The number of augmented copies of training images that a balance adds to each class; nil without a balance.
    public let copies: [Int]?
    /// The number of images that could not be read and were left out.
    public let skipped: Int
    /// Remarks on how the data were read, a line each.
    public let remarks: [String]
    /// What may be wrong with the images: duplicates, images without content, classes with few images.
    public let findings: DatasetFindings

    /// Summarizes a data set to which no augmented copies were added.
    ///
    /// - Parameter balance: the rule that decides how many ``copies`` each class gets; nil for no copies.
    /// - Throws: `DatasetError` if the balance does not fit the data.
    public init(of dataset: Dataset, balance: ClassBalance? = nil) throws(DatasetError) {
        copies = try balance.map { (balance) throws(DatasetError) in try dataset.copyCounts(for: balance) }
        classes = dataset.classes
        skipped = dataset.skipped
        remarks = dataset.remarks
        findings = DatasetFindings(of: dataset)
        var counts: [String: [Int]] = [:]
        for (name, split) in zip(SplitName.allCases, [dataset.train, dataset.validation, dataset.test]) {
            if let split, split.count > 0 { counts[name.rawValue] = split.classCounts(classes: dataset.classes.count) }
        }
        self.counts = counts
    }

    /// The columns of the table: the title, and the number of images of each class. With a balance, a column for the
    /// copies and one for the sum of images and copies follow the training images.
    private var columns: [(title: String, counts: [Int])] {
        SplitName.allCases.flatMap { split -> [(title: String, counts: [Int])] in
            guard let own = counts[split.rawValue] else { return [] }
            guard split == .train, let copies else { return [(split.rawValue, own)] }
            return [(split.rawValue, own), ("copies", copies), ("balanced", zip(own, copies).map { $0 + $1 })]
        }
    }

    /// The summary for people: a table with a row for each class, a column for each split, and totals. Remarks and
    /// findings follow, a line each.
    public var text: String {
        let columns = columns
        var rows = [["class"] + columns.map(\.title)]
        for (index, name) in classes.enumerated() {
            rows.append([plainText(name)] + columns.map { String($0.counts[index]) })
        }
        rows.append(["total"] + columns.map { String($0.counts.reduce(0, +)) })
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
        if skipped > 0 { lines.append("left out as unreadable: \(skipped)") }
        lines += remarks + findings.lines
        return lines.joined(separator: "\n")
    }
}
