import Configuration
import Datasets
import Foundation
import Networks
import Tensors
import Transport

/// How fast training steps are: a real coordinator with real worker processes on random images, everything of a step
/// included, and the time of each layer in one process.
public struct StepBenchmark: Codable, Sendable {
    /// The model and its padding.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// Samples of a step.
    public let batchSize: Int
    /// Worker processes, of one slot each.
    public let workers: Int
    /// Steps that were measured.
    public let steps: Int
    /// The vector instructions of the inner loops.
    public let core: String
    /// The median step, in milliseconds.
    public let millisecondsPerStep: Double
    /// The middle half of the steps, in milliseconds.
    public let quartiles: [Double]
    /// Samples of a batch ÷ the median step.
    public let samplesPerSecond: Double
    /// Seconds of each layer for one micro-batch alone on the machine: the median.
    public let layers: [LayerTime]
    /// Samples of the micro-batch that the layers were measured with.
    public let microBatchSize: Int

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case batchSize = "batch"
        case workers = "processes"
        case steps, core
        case millisecondsPerStep = "ms_per_step"
        case quartiles = "ms_quartiles"
        case samplesPerSecond = "samples_per_second"
        case layers
        case microBatchSize = "micro_batch_size"
    }

    /// Measures `steps` steps after a few for warming up, of a run with this configuration's model, batch and workers.
    ///
    /// - Throws: what is wrong with the configuration, or why the workers could not be started.
    public init(configuration: RunConfiguration, steps: Int) throws {
        let job = try MeasuredRun.job(configuration, steps: steps)
        layers = StepBenchmark.layerTimes(of: job)
        microBatchSize = job.microBatchSize
        let run = try MeasuredRun(job)
        let measured = run.seconds.sorted().map { $0 * 1000 }
        model = configuration.model
        padding = configuration.padding
        batchSize = configuration.batchSize
        workers = run.workers
        self.steps = measured.count
        core = job.configuration.cluster.kernels.set.name
        millisecondsPerStep = measured[measured.count / 2]
        quartiles = [measured[measured.count / 4], measured[measured.count * 3 / 4]]
        samplesPerSecond = Double(batchSize) / millisecondsPerStep * 1000
    }

    /// The median of each layer's times over several micro-batches.
    private static func layerTimes(of job: TrainingJob) -> [LayerTime] {
        let computation = LoneComputation(job)
        let rounds = (0..<12).map { _ in
            computation.replica.measureLayers()
            computation.computeMicroBatch()
            return computation.replica.layerTimes
        }
        return rounds[0].indices.map { place in
            LayerTime(
                layer: rounds[0][place].layer, forward: median(rounds.dropFirst(2).map { $0[place].forward }),
                backward: median(rounds.dropFirst(2).map { $0[place].backward }))
        }
    }

    /// A table for people.
    public var text: String {
        let total = layers.reduce(0) { $0 + $1.forward + $1.backward }
        var lines = [
            String(
                format: "%@, batch %d, %d worker%@ (%@): %.1f ms a step (quartiles %.1f, %.1f), %.0f samples/s",
                model, batchSize, workers, workers == 1 ? "" : "s", core, millisecondsPerStep, quartiles[0],
                quartiles[1], samplesPerSecond),
            "",
            "One micro-batch of \(microBatchSize), by layer:",
            "layer".padding(toLength: 34, withPad: " ", startingAt: 0) + " forward µs  backward µs  share",
        ]
        for layer in layers {
            lines.append(
                layer.layer.padding(toLength: 34, withPad: " ", startingAt: 0)
                    + String(
                        format: " %10.0f  %11.0f  %4.1f%%", layer.forward * 1e6, layer.backward * 1e6,
                        100 * (layer.forward + layer.backward) / total))
        }
        lines.append(
            String(
                format: "all layers: %.2f ms, %.0f samples/s on one core", total * 1e3, Double(microBatchSize) / total))
        return lines.joined(separator: "\n")
    }
}
