import ArgumentParser
import Configuration
import Datasets
import PlainText
import Run
import Terminals

extension DataCommand {
    /// `chorus data augment`: writes a data set with the copies that balance its classes.
    struct Augment: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a data set with the copies that balance its classes, as PNG files in class folders.",
            discussion: "Training on the folder gives the same bits as training with the balance and the same seed. "
                + "--balance, a recipe or a configuration file decides how many copies each class gets and how they "
                + "are made; one of them is needed.")

        @Argument(help: .setting("data.path"))
        var data: String?

        @Option(help: ArgumentHelp("A new folder.", valueName: "dir"))
        var out: String

        @OptionGroup var options: DataArguments

        func validate() throws {
            if let data { try GivenPaths.requireDataSet(data) }
        }

        func run() throws {
            let configuration = try options.configuration(data: data)
            guard let balance = configuration.data.balance else {
                throw ValidationError(
                    "data.balance is not set, so there are no copies to write; give --balance largest, or a --recipe "
                        + "or --config with targets")
            }
            try NewFolder.requireOutside(out, data: configuration.data.path)
            let originals = try ImageProgress.during("Reading images") { progress throws(DatasetError) in
                try TrainingData.originals(configuration, progress: progress)
            }
            let dataset = try ImageProgress.during("Augmenting copies") { progress throws(DatasetError) in
                try originals.balanced(balance, seed: configuration.seed, progress: progress)
            }
            for remark in dataset.remarks { Console.complain(remark) }
            try ImageProgress.during("Writing images") { progress throws(DatasetError) in
                try dataset.write(to: out, progress: progress)
            }
            let images = counted(dataset.train.count, "training image")
            Console.show(
                "\(images) in \(plainText(out)), \(dataset.copies.reduce(0, +)) of them augmented copies")
        }
    }
}
