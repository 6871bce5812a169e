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
    /// The command's name, by which the schema of the configuration finds the command's options.
    static let name = "data"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Look at a data set, or write one.",
        subcommands: [Summary.self, List.self, Augment.self, Preview.self, Synthesize.self])

    /// `chorus data summary`: counts the images of each class, and lists what may be wrong with them.
    struct Summary: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Images of each class in each split; duplicates, images of one colour, classes with few images.")

        @Argument(help: "Folder of class folders, or a table.")
        var data: String

        @OptionGroup var options: DataArguments

        @Option(
            help: .option(
                "Write a table of the images that you may want to leave out, with paths relative to its folder. It "
                    + "replaces only a table of this kind.",
                default: "none", valueName: "file.csv"))
        var candidates: String?

        @Flag(help: "Print JSON.")
        var json = false

        private var table: TableFile? {
            candidates.map { TableFile("--candidates", $0, header: DatasetFindings.candidatesHeader) }
        }

        func run() throws {
            try table?.requireWritable()
            let configuration = try options.configuration(data: data)
            let dataset = try ImageProgress.during("Reading images") { progress throws(DatasetError) in
                try DatasetReader.read(
                    path: data, options: DataOptions(configuration.data, seed: configuration.seed), progress: progress)
            }
            if let balance = configuration.data.balance {
                for remark in dataset.remarks(on: balance) { Console.complain(remark) }
            }
            let summary = try DatasetSummary(of: dataset, balance: configuration.data.balance)
            Console.show(json ? jsonText(summary, pretty: true) : summary.text)
            guard let table else { return }
            try table.write(summary.findings.candidatesCSV(in: (table.path as NSString).deletingLastPathComponent))
            let count = counted(summary.findings.candidates.count, "candidate")
            if !json { Console.show("\(count) to leave out in \(plainText(table.path))") }
        }

        func validate() throws {
            try GivenPaths.requireDataSet(data)
            try table?.validate()
        }
    }

    /// `chorus data list`: prints or writes a table of the images with their classes and splits.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A table of image, class and split, which is a data set itself.")

        @Argument(help: "Folder of class folders, or a table.")
        var data: String

        @Option(
            help: .option(
                "Write the table there, with paths relative to its folder. It replaces only a table of this kind.",
                default: "print it, with paths relative to the present folder", valueName: "file.csv"))
        var out: String?

        @Flag(help: "Leave out what cannot be an image. Images are not opened: damaged ones are listed.")
        var skipUnreadable = false

        func run() throws {
            let listing = try ImageListing(of: data, skipUnreadable: skipUnreadable)
            for remark in listing.remarks { Console.complain(remark) }
            guard let out else { return Console.write(try listing.csv()) }
            let table = TableFile("--out", out, header: listing.header)
            try table.validate()
            try table.write(listing.csv(in: (out as NSString).deletingLastPathComponent))
            Console.show("\(counted(listing.rows.count, "image")) in \(out)")
        }

        func validate() throws {
            try GivenPaths.requireDataSet(data)
            guard let out else { return }
            if out == "-" { throw ValidationError("--out is -; leave it out to print the table") }
            if GivenPaths.areSame(out, data) {
                throw ValidationError("--out is \(out), the data set itself; give another name")
            }
        }
    }

    /// `chorus data synthesize`: writes generated faces.
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
            Console.show("\(count) faces in \(plainText(out))")
        }

        func validate() throws {
            try OwnOptions.require(count, of: "--count")
        }
    }
}
