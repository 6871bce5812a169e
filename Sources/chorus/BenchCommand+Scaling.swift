import ArgumentParser
import Benchmarks
import Checkpoints
import Configuration
import Files
import Terminals
import Worker

extension BenchCommand {
    /// `chorus bench scaling`: how many workers a coordinator keeps busy. The workers are stubs, which wait instead of
    /// computing, so that one machine can run many.
    struct Scaling: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many workers a coordinator keeps busy. Workers wait for the time that computing would take.")

        @OptionGroup var options: Options
        @OptionGroup var measured: MeasuredOptions

        @Option(help: .setting("micro_batches", "Slices of a batch, the units of computation: a power of two."))
        var microBatches: Int?

        @Option(help: "Micro-batches that each worker has at a time.")
        var slots = 1

        @Option(
            help: .option(
                "Milliseconds until a micro-batch's metrics and then each bucket of its gradient are done, as pace_ms "
                    + "of --json has them.",
                default: "measured", valueName: "ms,ms,…"))
        var pace: MicroBatchPace?

        @Option(
            help: .option(
                "Wait at this address for workers started by 'chorus worker ADDRESS --slots N --stub PACE'.",
                default: "they are started here", valueName: "tcp://host:port"))
        var bind: String?

        @Flag(help: "Listen beyond this machine without keys: only where everyone on the network may be trusted.")
        var insecure = false

        func validate() throws {
            try OwnOptions.require(slots, of: "--slots")
        }

        func run() throws {
            var configuration = measured.applied(to: options)
            configuration.microBatches = microBatches
            let benchmark = try ScalingBenchmark(
                configuration: configuration, steps: measured.steps, slots: slots, pace: pace, endpoint: bind,
                insecure: insecure, setup: options.setup())
            Console.show(options.json ? jsonText(benchmark) : benchmark.text)
        }
    }
}
