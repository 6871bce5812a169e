import ArgumentParser
import Augmentation
import Configuration
import Datasets
import Files
import Pictures
import PlainText
import Plots
import Run
import Terminals

extension DataCommand {
    /// `chorus data preview`: draws a picture of some training images and of what augmentation makes of each.
    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a picture of some training images, and of what augmentation makes of each.",
            discussion: "It shows the copies that data.balance makes, and what the list augment makes in the first "
                + "epochs. A recipe, a configuration file or --balance sets them.")

        @Argument(help: .setting("data.path"))
        var data: String?

        @Option(help: ArgumentHelp("A PNG file; one of that name is replaced.", valueName: "file.png"))
        var out: String

        @OptionGroup var options: DataArguments

        @Option(help: "Images of each class.")
        var images = 2

        @Option(help: "Copies, and epochs, that are drawn of each image.")
        var draws = 6

        func validate() throws {
            if let data { try GivenPaths.requireDataSet(data) }
            guard out.lowercased().hasSuffix(".png") else {
                throw ValidationError("--out is \(out); it must be a file whose name ends in .png")
            }
            try OwnOptions.require(images, of: "--images")
            try OwnOptions.require(draws, of: "--draws")
        }

        func run() throws {
            let configuration = try options.configuration(data: data)
            guard configuration.data.balance != nil || !configuration.augment.isEmpty else {
                throw ValidationError(
                    "neither data.balance nor augment is set, so images stay as they are; give --balance largest, or "
                        + "a --recipe or --config with transforms")
            }
            try NewFolder.requireOutside(out, data: configuration.data.path)
            let dataset = try ImageProgress.during("Reading images") { progress throws(DatasetError) in
                try TrainingData.originals(configuration, progress: progress)
            }
            for remark in dataset.remarks { Console.complain(remark) }
            let preview = try AugmentationPreview(
                of: dataset, configuration: configuration, images: images, draws: draws)
            guard !preview.groups.isEmpty else {
                throw ValidationError("every class has at least as many images as its target, so none gets copies")
            }
            let details = "\(plainText(configuration.data.path ?? "generated faces")): the original at the left"
            try AtomicFile.write(try preview.drawing(details: details).png(), to: out)
            let (leftOut, unchanged) = (preview.classesLeftOut, preview.unchanged.count)
            Console.show(
                "\(plainText(out)): \(counted(preview.groups.count, "class", plural: "classes"))"
                    + (leftOut > 0 ? " (\(leftOut) more are left out)" : "")
                    + ", \(preview.columns.joined(separator: ", "))"
                    + (unchanged > 0 ? "; \(counted(unchanged, "class", plural: "classes")) without copies" : ""))
        }
    }
}
