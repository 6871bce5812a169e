import ArgumentParser
import Checkpoints
import Reports

/// `chorus predict`: the class of each image.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Class and probabilities of each image, for instance a cropped face.")

    @Argument(help: "best.safetensors of a run, or any checkpoint.")
    var checkpoint: String

    @Argument(help: "Images, or folders of images.")
    var images: [String]

    @Flag(help: "Print a table of comma-separated values: image, class, and a probability for each class.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try TrainedModel(path: checkpoint)
        let predictions = try Predictions(of: model, paths: images)
        if json {
            print(jsonText(predictions, pretty: true))
        } else {
            print(csv ? predictions.csv : predictions.text, terminator: "")
        }
    }

    func validate() throws {
        try GivenPaths.requireCheckpoint(checkpoint, before: images, usage: "chorus predict CHECKPOINT IMAGE…")
        if csv, json { throw ValidationError("--csv and --json exclude each other") }
    }
}
