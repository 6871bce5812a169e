import Datasets
import Pictures
import Plots
import Reports

extension Section {
    private static let mostPairs = 10
    /// The most classes for which the matrix is also shown as a table. With more, the table would be wider than any
    /// screen; the picture has room for more classes.
    private static let mostClasses = 30

    /// How many images of each class the best weights take for each other class; nil if the run has no predictions.
    static func confusion(_ source: PageSource) throws -> HTML? {
        guard let classified = source.run.classified, classified.split.count > 0 else { return nil }
        let matrix = classified.confusion
        let pairs = matrix.mostConfused(limit: mostPairs)
        return HTML([
            try source.figure(
                "confusion", caption: "Rows are the true classes, columns the predicted ones; the diagonal is right."),
            pairs.isEmpty ? .empty : .element("h3", [:], "Most confused pairs"),
            .list(pairs.map(\.sentence), isOrdered: true),
            matrix.classes.count > mostClasses
                ? .empty
                : .element(
                    "details", [:], .element("summary", [:], "The matrix as a table"), table(matrix).html),
        ])
    }

    private static func table(_ matrix: ConfusionMatrix) -> Table {
        var table = Table(
            label: "Confusion matrix", columns: ["true class"] + matrix.classes.map { HTML("as \($0)") })
        table.rows = zip(matrix.classes, matrix.counts).map { name, counts in
            (HTML(name), counts.map { HTML(TickFormat.count($0)) })
        }
        return table
    }
}
