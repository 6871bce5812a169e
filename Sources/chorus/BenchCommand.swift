import ArgumentParser
import Benchmarks
import Checkpoints
import Configuration
import Files
import Networks
import Programs
import Reports
import Tensors
import Terminals
import Training

/// `chorus bench`: measurements on this machine.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how fast this machine trains.",
        subcommands: [Kernels.self, Step.self, Exchange.self, Scaling.self])

    /// `chorus bench kernels`: how fast the inner loops are on one core.
    struct Kernels: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Speed of the inner loops on one core, beside the machine's limits and beside OpenBLAS.")

        @OptionGroup var options: Options

        func run() throws {
            let benchmark = try KernelBenchmark(configuration: options.runConfiguration)
            Console.show(options.json ? jsonText(benchmark) : benchmark.text)
        }
    }

    /// `chorus bench step`: how long whole training steps with worker processes take, and how long each layer takes.
    struct Step: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whole training steps with worker processes, and the time of each layer.")

        @OptionGroup var options: Options
        @OptionGroup var measured: MeasuredOptions

        func run() throws {
            let benchmark = try StepBenchmark(
                configuration: measured.applied(to: options), steps: measured.steps, setup: options.setup())
            Console.show(options.json ? jsonText(benchmark) : benchmark.text)
        }
    }

    /// `chorus bench exchange`: what the exchange between coordinator and workers costs a step.
    struct Exchange: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What the exchange between coordinator and workers costs a step.")

        @OptionGroup var options: Options
        @OptionGroup var measured: MeasuredOptions

        func run() throws {
            let benchmark = try ExchangeBenchmark(
                configuration: measured.applied(to: options), steps: measured.steps, setup: options.setup())
            Console.show(options.json ? jsonText(benchmark) : benchmark.text)
        }
    }

    /// The options of every benchmark: the model, the batch size, the kernels and the form of the output.
    struct Options: ParsableArguments {
        @Option(help: "fer-cnn, hackersrealm, or a model file.")
        var model = RunConfiguration().model

        @Option(help: .setting("padding", "Padding of every convolution: valid or same."))
        var padding: Padding?

        @Option(help: "Samples of one step.")
        var batchSize = RunConfiguration().batchSize

        @Option(help: .setting("cluster.kernels", "native, or portable for AVX2 alone."))
        var kernels: InstructionChoice?

        @Flag(help: "Print JSON.")
        var json = false

        /// Returns what a benchmark with workers needs besides its configuration. From this call on, signals end the
        /// benchmark in order.
        func setup() -> BenchmarkSetup {
            let interrupts = Interrupts.shared
            interrupts.begin()
            return BenchmarkSetup(workers: .ownWorkers, stop: interrupts.stop)
        }

        var runConfiguration: RunConfiguration {
            var configuration = RunConfiguration()
            configuration.model = model
            configuration.padding = padding
            configuration.batchSize = batchSize
            if let kernels { configuration.cluster.kernels = kernels }
            return configuration
        }
    }

    /// The options of a measurement: its workers, exchange precision and verification, and the number of steps.
    struct MeasuredOptions: ParsableArguments {
        @Option(
            help: .setting(
                "cluster.workers",
                "Worker processes. With 0, which only 'bench step' allows, this process computes by itself."))
        var workers: Int?

        @Option(help: .setting("cluster.exchange_precision", "fp32, or bf16 for gradients of half the size."))
        var exchangePrecision: ExchangePrecision?

        @Option(
            help: .setting(
                "verify", "Have two workers compute each block of every so many steps, and compare.",
                valueName: "steps"))
        var verifyEvery: Int?

        @Option(help: "Steps to measure.")
        var steps = 40

        func validate() throws {
            try OwnOptions.require(steps, of: "--steps")
        }

        func applied(to options: Options) -> RunConfiguration {
            var configuration = options.runConfiguration
            configuration.cluster.workers = workers
            configuration.verify = verifyEvery
            if let exchangePrecision { configuration.cluster.exchangePrecision = exchangePrecision }
            return configuration
        }
    }
}
