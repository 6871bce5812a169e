import ArgumentParser
import Checkpoints
import Files
import Reports
import Run
import Terminals

/// `chorus inspect`: what a checkpoint holds.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Layers, parameters, metadata and digests of a checkpoint.")

    @Argument(help: "A run's folder, for its best checkpoint; or a checkpoint.")
    var checkpoint: String

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try GivenPaths.requireCheckpoint(checkpoint, before: [], usage: "chorus inspect CHECKPOINT")
    }

    func run() throws {
        let description = CheckpointDescription(
            of: try TrainedModel(path: checkpoint), summary: try? RunSummary(in: checkpoint))
        Console.show(json ? jsonText(description, pretty: true) : description.text)
    }
}
