import ArgumentParser
import Checkpoints
import Configuration
import Datasets
import Files
import GeneratedFaces
import Reports
import Run
import Terminals

/// `chorus data`: what a data set holds, and generated faces.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Look at a data set, or write one of generated faces.",
        subcommands: [Summary.self, Synthesize.self])

    /// `chorus data summary`
    struct Summary: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Images of each class in each split.")

        @Argument(help: "Folder of class folders, or FER2013's CSV file.")
        var data: String

        @Option(help: "Share of the training images that validates where there is no validation folder.")
        var validationFraction = DataSettings().validationFraction

        @Flag(help: "Leave out images that cannot be read, and count them.")
        var skipUnreadable = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            var settings = DataSettings()
            settings.validationFraction = validationFraction
            settings.skipUnreadable = skipUnreadable
            let dataset = try DatasetReader.read(path: data, options: DataOptions(settings, seed: 0))
            let summary = DatasetSummary(of: dataset)
            Console.show(json ? jsonText(summary, pretty: true) : summary.text)
        }

        func validate() throws {
            try GivenPaths.requireDataSet(data)
        }
    }

    /// `chorus data synthesize`
    struct Synthesize: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write generated faces with seven expressions: DIR/train|validation/<class>/<number>.png.")

        @Option(help: ArgumentHelp("A new folder.", valueName: "dir"))
        var out: String

        @Option(help: "Faces in all.")
        var count = TrainingData.generatedFaces

        @Option(help: "The same seed draws the same faces.")
        var seed: UInt64 = 0

        func run() throws {
            try SyntheticFaces.write(to: out, count: count, seed: seed)
            Console.show("\(count) faces in \(out)")
        }

        func validate() throws {
            try OwnOptions.require(count, of: "--count")
        }
    }
}
