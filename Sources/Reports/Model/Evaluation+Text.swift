import Foundation
import PlainText

extension Evaluation {
    /// The report, the confusion matrix and the most confused pairs, for people.
    public var text: String {
        var lines = [report.text]
        if checkpoints.count > 1 {
            lines.append("Mean of \(checkpoints.count) checkpoints: \(checkpoints.joined(separator: ", "))")
        }
        if flips { lines.append("Mean of each image and its mirror image") }
        lines.append("Accuracy on \(split): \(accuracy.text)")
        if let rest = withoutTrainingImages, rest.images < accuracy.images {
            let count = accuracy.images - rest.images
            let images =
                count == 1 ? "1 image that is also a training image" : "\(count) images that are also training images"
            lines.append("Without \(images), pixel by pixel: \(rest.text)")
        }
        lines.append("Cross-entropy on \(split): " + String(format: "%.4f", crossEntropy))
        lines.append(
            "Expected calibration error (\(Calibration.binCount) bins): "
                + percent(calibration.expectedCalibrationError))
        if skipped > 0 { lines.append("Left out as unreadable: \(skipped)") }
        lines += remarks
        lines += ["", "Confusion matrix (rows: true class, columns: predicted):", confusion.table()]
        lines += ["In percent of the true class; the diagonal is each class's accuracy:", confusion.tableOfShares()]
        if !mostConfused.isEmpty { lines.append("Most confused:") }
        for pair in mostConfused.prefix(5) {
            lines.append("  " + pair.sentence)
        }
        return lines.joined(separator: "\n")
    }
}
