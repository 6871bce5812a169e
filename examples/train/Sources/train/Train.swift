import ChorusKit
import Foundation

/// Trains a model of one's own on images of one's own, with two worker processes:
///
///     swift run -c release train IMAGES RUN
///
/// IMAGES is a folder with a folder of images for each class; RUN becomes the run directory.
@main
struct Train {
    static func main() async throws {
        // This program is its own worker: where it was started as one, it works and does not return.
        Chorus.workerMain()

        guard CommandLine.arguments.count == 3 else {
            FileHandle.standardError.write(Data("usage: train IMAGES RUN\n".utf8))
            exit(64)
        }
        let images = try ImageFolder(CommandLine.arguments[1], size: 48, channels: 1)
        let run = CommandLine.arguments[2]
        let trainer = Trainer(
            model: Model(file: "Sources/train/small-cnn.yaml"), optimizer: .adam(learningRate: 1e-3), epochs: 5)
        for try await event in trainer.fit(images, workers: 2, in: run) {
            switch event {
            case .began(let beginning):
                print("training on \(beginning.job.dataset.train.count) images")
            case .epochEnded(let epoch):
                let record = epoch.record
                let (loss, accuracy) = (record.training[.loss] ?? 0, record.validation[.accuracy] ?? 0)
                print("epoch \(record.epoch): loss \(loss), val_accuracy \(accuracy)")
            default:
                break
            }
        }
        let outcome = try RunRecord(run).summary.outcome
        print("best epoch: \(outcome.bestEpoch ?? 0), weights_sha256: \(outcome.weightsSHA256)")
    }
}
