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
        commandName: "evaluate",
        abstract: "Classification report, confusion matrix and calibration of a checkpoint, or of several.")

    @Argument(help: "A run's folder, for its best checkpoint; or a checkpoint.")
    var checkpoint: String

    @Argument(
        help: .option(
            "Folder of class folders, or a table. More checkpoints may precede it: their probabilities are averaged.",
            default: "generated faces"))
    var data: [String] = []

    @Option(
        help: .option(
            "train, validation or test.",
            default: "test if there is one, else validation, else what the run held out, else all"))
    var split: SplitName?

    @Flag(help: "Score each image with left and right swapped too, and average both.")
    var flip = false

    @Option(
        help: .option(
            "Write a table of each image's class, prediction and probabilities. It replaces only a table of this kind.",
            default: "none",
            valueName: "file.csv"))
    var predictions: String?

    @Option(help: "Seed of the generated faces.")
    var seed: UInt64 = 0

    @Flag(help: "Leave out images that cannot be read, and count them.")
    var skipUnreadable = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        let (checkpoints, data) = GivenPaths.checkpointsAndData([checkpoint] + data)
        for (index, path) in checkpoints.enumerated() {
            try GivenPaths.requireCheckpoint(
                path, before: Array(checkpoints[(index + 1)...]) + (data.map { [$0] } ?? []),
                usage: "chorus evaluate CHECKPOINT DATA")
        }
        if let data { try GivenPaths.requireDataSet(data) }
        try table?.validate()
    }

    private var table: TableFile? {
        predictions.map { TableFile("--predictions", $0, header: EvaluatedImages.header) }
    }

    func run() throws {
        try table?.requireWritable()
        let (checkpoints, data) = GivenPaths.checkpointsAndData([checkpoint] + data)
        var options = Evaluation.Options(data: data, generatedFaces: TrainingData.generatedFaces)
        options.split = split
        options.flips = flip
        options.seed = seed
        options.skipUnreadable = skipUnreadable
        let evaluation = try Evaluation(of: Ensemble(paths: checkpoints), options)
        let columns = Terminal.output.columns ?? Evaluation.columnsOfFiles
        Console.show(json ? jsonText(evaluation, pretty: true) : evaluation.text(columns: columns))
        try table?.write(evaluation.images.csv)
    }
}

extension SplitName: ExpressibleByArgument {}
