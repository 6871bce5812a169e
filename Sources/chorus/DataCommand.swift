import ArgumentParser
import Checkpoints
import Configuration
import Datasets
import Files
import Foundation
import GeneratedFaces
import PlainText
import Reports
import Run
import Terminals

/// `chorus data`: what a data set holds, what augmentation makes of it, and generated faces.
struct DataCommand: ParsableCommand {
    /// Its name.
    static let name = "data"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Look at a data set, or write one.",
        subcommands: [Summary.self, List.self, Augment.self, Preview.self, Synthesize.self])

    /// `chorus data summary`
    struct Summary: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Images of each class in each split; duplicates, images of one colour, classes with few images.")

        @Argument(help: "Folder of class folders, or a table.")
        var data: String

        @OptionGroup var options: DataArguments

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let configuration = try options.configuration(data: data)
            let dataset = try DatasetReader.read(
                path: data, options: DataOptions(configuration.data, seed: configuration.seed))
            let summary = try DatasetSummary(of: dataset, balance: configuration.data.balance)
            Console.show(json ? jsonText(summary, pretty: true) : summary.text)
        }

        func validate() throws {
            try GivenPaths.requireDataSet(data)
        }
    }

    /// `chorus data list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A table of image, class and split, which is a data set itself.")

        @Argument(help: "Folder of class folders, or a table.")
        var data: String

        @Option(
            help: .option(
                "Write the table there, with paths relative to its folder.",
                default: "print it, with paths relative to the present folder", valueName: "file.csv"))
        var out: String?

        @Flag(help: "Leave out what cannot be an image. Images are not opened: damaged ones are listed.")
        var skipUnreadable = false

        func run() throws {
            let listing = try ImageListing(of: data, skipUnreadable: skipUnreadable)
            for remark in listing.remarks { Console.complain(remark) }
            guard let out else { return Console.write(try listing.csv()) }
            try AtomicFile.write(listing.csv(in: (out as NSString).deletingLastPathComponent), to: out)
            Console.show("\(counted(listing.rows.count, "image")) in \(out)")
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
