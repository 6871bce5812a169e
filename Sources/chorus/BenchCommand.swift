import ArgumentParser
import Checkpoints
import Cluster
import Configuration
import Networks
import Reports

/// `chorus bench`: measurements on this machine.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how fast this machine trains.", subcommands: [Step.self])

    /// `chorus bench step`
    struct Step: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whole training steps with worker processes, and the time of each layer.")

        @Option(help: "fer-cnn, hackersrealm, or a model file.")
        var model = RunConfiguration().model

        @Option(help: "Padding of every convolution: valid or same.")
        var padding: Padding?

        @Option(help: "Samples of one step.")
        var batchSize = RunConfiguration().batchSize

        @Option(help: "Worker processes of one slot each; as many as cores if not given.")
        var workers: Int?

        @Option(help: "Steps to measure.")
        var steps = 40

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            var configuration = RunConfiguration()
            configuration.model = model
            configuration.padding = padding
            configuration.batchSize = batchSize
            configuration.cluster.workers = workers
            let benchmark = try StepBenchmark(configuration: configuration, steps: steps)
            print(json ? jsonText(benchmark) : benchmark.text)
        }

        func validate() throws {
            guard (1...10_000).contains(steps) else {
                throw ValidationError("--steps is \(steps); it must be from 1 to 10000")
            }
        }
    }
}
