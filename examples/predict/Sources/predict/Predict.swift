import ChorusKit
import Foundation

/// Shows how a run went, and what its best weights make of some images:
///
///     swift run -c release predict RUN IMAGE…
///
/// RUN is a run directory, of `chorus train` or of a program that uses the library.
@main
struct Predict {
    static func main() throws {
        guard CommandLine.arguments.count > 2 else {
            FileHandle.standardError.write(Data("usage: predict RUN IMAGE…\n".utf8))
            exit(64)
        }
        let run = CommandLine.arguments[1]
        let record = try RunRecord(run)
        for epoch in record.history {
            let (loss, accuracy) = (epoch.validation[.loss] ?? 0, epoch.validation[.accuracy] ?? 0)
            print("epoch \(epoch.epoch): val_loss \(loss), val_accuracy \(accuracy)")
        }
        let classifier = try Classifier(run)
        for image in CommandLine.arguments.dropFirst(2) {
            let answer = try classifier.predict(image)
            print("\(image): \(answer.label), \(Int((answer.confidence * 100).rounded()))%")
        }
    }
}
