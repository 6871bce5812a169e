import ArgumentParser
import Configuration
import Datasets
import Options
import Run
import Synchronization
import Terminals

/// The options of commands that read a data set as a run does. The settings come from a recipe, a configuration file
/// and the command line.
struct DataArguments: ParsableArguments {
    @Option(help: .option("YAML file with any of a run's options.", default: "none", valueName: "file"))
    var config: String?

    @OptionGroup var settings: SettingArguments<DataSettingOptions>

    /// The configuration of a run on this data set.
    ///
    /// - Parameter data: the path of the data set; nil for the path in the configuration file, or for generated faces
    ///   if the file has none.
    func configuration(data: String?) throws -> RunConfiguration {
        var configuration = RunConfiguration()
        try settings.read(config: config, into: &configuration)
        if let data { configuration.data.path = data }
        try settings.apply(to: &configuration)
        try configuration.validate()
        return configuration
    }
}

/// The settings that decide what a data set holds.
enum DataSettingOptions: SettingOptions {
    static let settings = RunConfiguration.schema.settings(ofCommand: DataCommand.name).filter {
        ["recipe", "seed"].contains($0.key) || $0.group == "data" && $0.key != "data.cache"
    }
}

/// A progress bar for work on many images. It is shown only if standard output is a terminal that can draw it.
struct ImageProgress {
    /// Calls `work` and returns its result. The argument of `work` is a function that `work` calls from time to time,
    /// to show its progress. The argument is nil if no bar is shown.
    static func during<Result, Failure: Error>(
        _ title: String, _ work: (DatasetReader.Progress?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard Terminal.output.drawsOver else { return try work(nil) }
        let bar = Mutex(ProgressBar())
        defer { bar.withLock { $0.clear() } }
        return try work { done, total in
            bar.withLock { $0.show(title, filled: Double(done) / Double(max(total, 1)), facts: ["\(done)/\(total)"]) }
        }
    }
}
