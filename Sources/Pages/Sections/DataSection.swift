import Configuration
import Datasets
import Foundation
import Pictures
import PlainText
import Plots
import Reports
import Training
import Views

extension Section {
    /// The number of images of each class in each split, the augmented copies that balance the classes, and remarks on
    /// what may be wrong with the images. If the images cannot be read, sentences say what the page lacks.
    static func data(_ source: PageSource) throws -> HTML? {
        guard let dataset = source.run.dataset else {
            return .paragraph(counts(source) + missing(source))
        }
        let findings = DatasetFindings(of: dataset.withoutCopies).lines
        let skipped = dataset.skipped > 0 ? ["left out as unreadable: \(dataset.skipped)"] : []
        let remarks = dataset.remarks + skipped + findings
        return HTML([
            ClassTable(dataset, source.run.configuration.classWeight).html,
            remarks.isEmpty ? .empty : .element("h3", [:], "Remarks and findings"),
            .list(remarks),
            try source.figure(
                "classes", caption: "Images of each class in each split, and augmented copies that balance them."),
        ])
    }

    private static func counts(_ source: PageSource) -> String {
        guard let beginning = source.log.beginning, let training = beginning.integer("train_images"),
            let validation = beginning.integer("validation_images")
        else { return "" }
        let copies = beginning.integer("train_copies") ?? 0
        return "The run had \(TickFormat.count(training)) training images"
            + (copies > 0 ? ", \(TickFormat.count(copies)) of them augmented copies," : "")
            + " and \(TickFormat.count(validation)) validation images. "
    }

    private static func missing(_ source: PageSource) -> String {
        source.run.model == nil
            ? "There is no checkpoint yet."
            : "The images were not at hand when this page was made, so it lacks what needs them: images of each class, "
                + "classification report, confusion matrix, calibration, sample predictions and augmented images."
    }
}

/// A table with the number of images of each class in each split, and with the class weights if the run has them.
private struct ClassTable {
    private let dataset: Dataset
    private let weights: [Float]?

    init(_ dataset: Dataset, _ option: ClassWeightOption) {
        self.dataset = dataset
        weights = try? option.weights(
            labels: dataset.train.classCounts(classes: dataset.classes.count), classes: dataset.classes)
    }

    var html: HTML {
        let columns = columns
        var table = Table(label: "Images of each class", columns: ["class"] + columns.map { HTML($0.title) })
        for (index, name) in dataset.classes.enumerated() {
            table.rows.append((HTML(name), columns.map { HTML(TickFormat.count($0.counts[index])) }))
        }
        table.totals = [("total", columns.map { HTML(TickFormat.count($0.counts.reduce(0, +))) })]
        if let weights {
            table.columns.append("weight")
            for index in weights.indices {
                table.rows[index].cells.append(HTML(String(format: "%.3f", Double(weights[index]))))
            }
            table.totals[0].cells.append("")
        }
        return table.html
    }

    private var columns: [(title: String, counts: [Int])] {
        let classes = dataset.classes.count
        let trained = dataset.train.classCounts(classes: classes)
        let originals = zip(trained, dataset.copies).map { $0 - $1 }
        var columns = [("training", originals)]
        if trained != originals { columns += [("copies", dataset.copies), ("trained on", trained)] }
        columns.append(("validation", dataset.validation.classCounts(classes: classes)))
        if let test = dataset.test, test.count > 0 { columns.append(("test", test.classCounts(classes: classes))) }
        return columns
    }
}
