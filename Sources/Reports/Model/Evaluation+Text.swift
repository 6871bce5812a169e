import Foundation
import PlainText

extension Evaluation {
    /// The width for ``text(columns:)``, in characters, when the text is not shown on a terminal.
    public static let columnsOfFiles = 200

    /// The evaluation for people: the report, the confusion matrix, the most confused classes and more.
    ///
    /// - Parameter columns: how wide the confusion matrix may be, in characters.
    public func text(columns: Int) -> String {
        var lines = [report.text]
        let missing = zip(confusion.classes, confusion.support).filter { $0.1 == 0 }.map { "'\(plainText($0.0))'" }
        if !missing.isEmpty {
            lines.append(
                "No images of class \(missing.joined(separator: ", ")): zeros in the report, also in its macro avg")
        }
        if checkpoints.count > 1 {
            lines.append("Mean of \(checkpoints.count) checkpoints: \(checkpoints.joined(separator: ", "))")
        }
        if flips { lines.append("Mean of each image and its mirror image") }
        lines.append("Accuracy on \(split): \(accuracy.text)")
        if let line = textOnTrainingImages { lines.append(line) }
        lines.append("Cross-entropy on \(split): " + String(format: "%.4f", crossEntropy))
        lines.append(
            "Expected calibration error (\(Calibration.binCount) bins): "
                + percent(calibration.expectedCalibrationError, decimals: 2))
        if skipped > 0 { lines.append("Left out as unreadable: \(skipped)") }
        lines += remarks
        lines += ["", "Confusion matrix (rows: true class, columns: predicted):"]
        lines.append(
            confusion.table(columns: columns) ?? "  too wide for \(columns) columns; the JSON form has it\n")
        if let shares = confusion.tableOfShares(columns: columns) {
            lines += ["In percent of the true class; the diagonal is each class's accuracy:", shares]
        }
        if !mostConfused.isEmpty { lines.append("Most confused:") }
        for pair in mostConfused.prefix(5) {
            lines.append("  " + pair.sentence)
        }
        return lines.joined(separator: "\n")
    }

    /// A line that says how many of the scored images are also training images, and the accuracy without them; nil if
    /// ``alsoTrainingImages`` is nil, because the data have no training images to compare with.
    private var textOnTrainingImages: String? {
        guard let count = alsoTrainingImages else { return nil }
        if count == 0 {
            return accuracy.images == 1
                ? "The image is no training image" : "None of the \(accuracy.images) images is a training image"
        }
        guard let rest = withoutTrainingImages else {
            return accuracy.images == 1
                ? "The image is also a training image" : "All \(accuracy.images) images are also training images"
        }
        let images =
            count == 1 ? "1 image that is also a training image" : "\(count) images that are also training images"
        return "Without \(images), pixel by pixel: \(rest.text)"
    }
}
