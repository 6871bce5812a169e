import Datasets
import Pictures
import PlainText
import Reports

extension Section {
    /// Compares the mean probability of the predicted classes with the share of predictions that are right; nil if the
    /// run has no predictions.
    static func calibration(_ source: PageSource) throws -> HTML? {
        guard let classified = source.run.classified, classified.split.count > 0 else { return nil }
        let count = Double(classified.split.count)
        let confidence = classified.confidences.map(Double.init).reduce(0, +) / count
        let accuracy = Double(classified.confusion.correct) / count
        let difference = percent(abs(confidence - accuracy)).dropLast()
        let word = confidence > accuracy ? "above" : "below"
        return HTML([
            .paragraph(
                "The mean probability of predictions is \(percent(confidence)), \(difference) points \(word) the "
                    + "accuracy."),
            try source.figure(
                "reliability",
                caption: "Bars below the dashed line are predictions that are right less often than their probability "
                    + "says."),
        ])
    }
}
