import ArgumentParser
import Checkpoints
import Files
import Programs
import Reports
import Run
import Terminals

/// `chorus predict`: the class of each image.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Class and probabilities of each image, for instance a cropped face.")

    @Argument(help: "A run's folder, for its best checkpoint; or a checkpoint.")
    var checkpoint: String

    @Argument(help: "Images, or folders of images; - for an image on standard input.")
    var images: [String]

    @Flag(help: "Leave out images that cannot be read. They are listed on standard error; the exit status is 0.")
    var skipUnreadable = false

    @Flag(help: "Print a table of comma-separated values: image, class, and a probability for each class.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try TrainedModel(path: checkpoint)
        let predictions = try Predictions(of: model, paths: images)
        if json {
            Console.show(jsonText(predictions, pretty: true))
        } else {
            Console.write(csv ? predictions.csv : predictions.text)
        }
        for line in predictions.remarks + predictions.failures { Console.complain(line) }
        if !predictions.failures.isEmpty, !skipUnreadable { throw ExitCode(ExitStatus.badData.rawValue) }
    }

    func validate() throws {
        try GivenPaths.requireCheckpoint(checkpoint, before: images, usage: "chorus predict CHECKPOINT IMAGE…")
        if csv, json { throw ValidationError("--csv and --json exclude each other") }
    }
}
