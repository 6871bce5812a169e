import Compute
import Configuration
import Datasets
import Foundation
import Networks
import PlainText
import Run
import Tensors
import Training
import Transport

/// Measures the speed of whole training steps on random images, with a real coordinator and real worker processes, or
/// in this process alone. Also measures the time of each layer in one process.
public struct StepBenchmark: Codable, Sendable {
    /// The model: `fer-cnn`, `hackersrealm`, or the path of a model file.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// The precision of gradients that are sent.
    public let exchangePrecision: ExchangePrecision
    /// One step in this many is verified: two workers compute each of its blocks, and the results are compared. Nil if
    /// no step is verified.
    public let verify: Int?
    /// The number of samples in a step.
    public let batchSize: Int
    /// The number of worker processes, each with one slot (it computes one micro-batch at a time); 0 if this process
    /// computes alone, with as many slots as cores.
    public let workers: Int
    /// The number of steps that were measured.
    public let steps: Int
    /// The vector instructions of the inner loops.
    public let instructions: String
    /// The measured limits of one core, which the layers' rates are compared with.
    public let limits: CoreLimits
    /// The median duration of a step, in milliseconds.
    public let millisecondsPerStep: Double
    /// The first and third quartiles of the durations of the steps, in milliseconds.
    public let quartiles: [Double]
    /// The mean duration of a step, in milliseconds. If one of several steps is verified, the mean includes the longer
    /// duration of verified steps, which the median may not show.
    public let meanMilliseconds: Double
    /// The number of samples in a batch ÷ the median duration of a step.
    public let samplesPerSecond: Double
    /// The times of each layer for one micro-batch, computed by one thread before the steps are measured. Each time is
    /// a median.
    public let layers: [Row]
    /// The number of samples in the micro-batch that the layers were measured with.
    public let microBatchSize: Int

    /// The times of a layer, or of several layers that are computed together.
    public struct Row: Codable, Sendable {
        /// The layer's name, for instance `conv2d_1`. For several layers, the names of the first and the last of them.
        public let layer: String
        /// Microseconds of the forward pass for one micro-batch.
        public let forward: Double
        /// Microseconds of the backward pass for one micro-batch.
        public let backward: Double
        /// The rate of both passes together. For convolutions and dense layers it is in GFLOP/s, with the operations of
        /// a convolution that is computed directly. For other layers it is in GB/s, with the bytes of inputs, outputs
        /// and the gradients of both.
        public let rate: Rate

        private enum CodingKeys: String, CodingKey {
            case layer
            case forward = "forward_us"
            case backward = "backward_us"
            case rate
        }
    }

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case exchangePrecision = "exchange_precision"
        case verify
        case batchSize = "batch_size"
        case workers
        case steps, instructions, limits
        case millisecondsPerStep = "ms_per_step"
        case quartiles = "ms_quartiles"
        case meanMilliseconds = "ms_mean"
        case samplesPerSecond = "samples_per_second"
        case layers
        case microBatchSize = "micro_batch_size"
    }

    /// Measures `steps` steps after a few for warming up, of a run with this configuration's model, batch and workers.
    ///
    /// - Throws: what is wrong with the configuration, or why the workers could not be started.
    public init(configuration: RunConfiguration, steps: Int, setup: BenchmarkSetup) throws {
        let job = try MeasuredRun.job(configuration, steps: steps)
        limits = CoreLimits(measuredWith: job.configuration.cluster.kernels.set)
        layers = StepBenchmark.rows(of: job, limits)
        microBatchSize = job.microBatchSize
        workers = job.configuration.cluster.workers ?? 1
        let seconds =
            workers == 0
            ? try StepBenchmark.seconds(here: job, stop: setup.stop) : try MeasuredRun(job, setup: setup).seconds
        let measured = seconds.map { $0 * 1e3 }
        model = configuration.model
        padding = configuration.padding
        exchangePrecision = configuration.cluster.exchangePrecision
        verify = configuration.verify
        batchSize = configuration.batchSize
        self.steps = measured.count
        instructions = job.configuration.cluster.kernels.set.name
        millisecondsPerStep = median(measured)
        quartiles = Benchmarks.quartiles(measured)
        meanMilliseconds = measured.reduce(0, +) / Double(measured.count)
        samplesPerSecond = Double(batchSize) / millisecondsPerStep * 1000
    }

    /// Measures the seconds of each step in this process, without workers. Steps for warming up are left out.
    private static func seconds(here job: TrainingJob, stop: StopRequest) throws -> [Double] {
        let trainer = LocalTrainer(run: TrainingRun(job: job), slots: ProcessInfo.processInfo.activeProcessorCount)
        var seconds: [Double] = []
        while case .trained(let time) = try trainer.step() {
            if stop.isMade { throw BenchmarkError.interrupted }
            seconds.append(time)
        }
        return Array(seconds.dropFirst(MeasuredRun.warmUpSteps))
    }

    /// Measures the times of each layer: medians of 10 micro-batches, after 2 for warming up.
    private static func rows(of job: TrainingJob, _ limits: CoreLimits) -> [Row] {
        let computation = LoneComputation(job)
        let rounds = (0..<12).map { _ in
            computation.replica.measureLayers()
            computation.computeMicroBatch()
            return computation.replica.layerTimes
        }
        return rounds[0].indices.map { index in
            let layer = rounds[0][index]
            let forward = median(rounds.dropFirst(2).map { $0[index].forward })
            let backward = median(rounds.dropFirst(2).map { $0[index].backward })
            let perNanosecond = Double(job.microBatchSize) / (forward + backward) / 1e9
            return Row(
                layer: layer.layer, forward: forward * 1e6, backward: backward * 1e6,
                rate: layer.operations > 0
                    ? limits.ofProducts(layer.operations * perNanosecond)
                    : limits.ofMemory(layer.bytes * perNanosecond))
        }
    }

    /// The results as a table for people.
    public var text: String {
        let total = layers.reduce(0) { $0 + $1.forward + $1.backward }
        var lines = [
            measuredModel(model, padding, batchSize)
                + (workers == 0 ? ", this process alone, " : ", \(counted(workers, "worker")), ")
                + "\(exchangePrecision.rawValue), \(instructions): "
                + String(
                    format: "%.1f ms a step (quartiles %.1f, %.1f), %.0f samples/s", millisecondsPerStep, quartiles[0],
                    quartiles[1], samplesPerSecond)
                + (verify.map { String(format: "; one of %d verified: %.1f ms in the mean", $0, meanMilliseconds) }
                    ?? ""),
            "",
            "One micro-batch of \(microBatchSize) on one core, by layer; \(limits.text). Layers whose data is in "
                + "a cache, and convolutions by Winograd's algorithm, can exceed 100%:",
            "layer".padding(toLength: 34, withPad: " ", startingAt: 0)
                + " forward µs  backward µs  of all     both passes, of the limit",
        ]
        for layer in layers {
            lines.append(
                layer.layer.padding(toLength: 34, withPad: " ", startingAt: 0)
                    + String(
                        format: " %10.0f  %11.0f  %5.1f%%  ", layer.forward, layer.backward,
                        100 * (layer.forward + layer.backward) / total) + layer.rate.text)
        }
        lines.append(
            String(
                format: "all layers: %.2f ms, %.0f samples/s", total / 1e3, Double(microBatchSize) / total * 1e6))
        return lines.joined(separator: "\n")
    }
}
