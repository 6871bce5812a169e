import ArgumentParser
import Configuration
import Networks
import Programs
import Tensors
import Training

/// The options of a command that starts a run: its files, the settings that override the configuration file, and the
/// output.
struct RunOptions<Command: RunCommand>: ParsableArguments {
    @Argument(help: .setting("data.path"))
    var data: String?

    @Option(help: .option("YAML file with any of the options.", default: "none", valueName: "file"))
    var config: String?

    @Option(help: .option("Run directory.", default: "runs/<model>-<date>-<time>", valueName: "dir"))
    var out: String?

    @Option(help: .option("Go on with the run of this directory.", default: "a new run", valueName: "dir"))
    var resume: String?

    @OptionGroup var settings: SettingArguments<Command>

    @Flag(help: "Print the run's summary as JSON, and nothing else.")
    var json = false

    @OptionGroup var output: OutputOptions

    /// Reads the recipe and the configuration file, if they are named, and applies the options over them.
    func change(_ configuration: inout RunConfiguration) throws {
        try settings.read(config: config, into: &configuration)
        if let data { configuration.data.path = data }
        try settings.apply(to: &configuration)
    }

    func validate() throws {
        if let data { try GivenPaths.requireDataSet(data) }
        if out != nil, resume != nil {
            throw ValidationError("--out and --resume exclude each other: a run goes on in its own directory")
        }
    }
}

extension Padding: ExpressibleByArgument {}
extension InstructionChoice: ExpressibleByArgument {}
extension ExchangePrecision: ExpressibleByArgument {}
