import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
import Reports
import Run
import Terminals

/// `chorus evaluate`: how good a checkpoint is on labelled images.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Classification report and confusion matrix of a checkpoint.")

    @Argument(help: "A run's folder, for its best checkpoint; or a checkpoint.")
    var checkpoint: String

    @Argument(help: .option("Folder of class folders, or FER2013's CSV file.", default: "generated faces"))
    var data: String?

    @Option(
        help: .option("train, validation or test.", default: "test if there is one, else validation, else all images"))
    var split: SplitName?

    @Option(help: "Seed of the generated faces.")
    var seed: UInt64 = 0

    @Flag(help: "Leave out images that cannot be read, and count them.")
    var skipUnreadable = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try GivenPaths.requireCheckpoint(
            checkpoint, before: data.map { [$0] } ?? [], usage: "chorus evaluate CHECKPOINT DATA")
        if let data { try GivenPaths.requireDataSet(data) }
    }

    func run() throws {
        let model = try TrainedModel(path: checkpoint)
        let evaluation = try Evaluation(
            of: model, data: data, split: split, seed: seed, skipUnreadable: skipUnreadable,
            generatedFaces: TrainingData.generatedFaces)
        if json {
            Console.show(jsonText(evaluation, pretty: true))
        } else {
            Console.show(evaluation.text)
        }
    }
}

extension SplitName: ExpressibleByArgument {}
