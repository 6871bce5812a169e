import Compute
import Configuration
import Coordinator
import Datasets
import Foundation
import Networks
import PlainText
import Run
import Tensors
import Training

/// Measures how much time it costs that a coordinator and workers exchange weights and gradients. It compares the
/// duration of a step with the time that the workers' computations of a step take without a coordinator.
public struct ExchangeBenchmark: Codable, Sendable {
    /// The model: `fer-cnn`, `hackersrealm`, or the path of a model file.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// The precision of gradients that are sent.
    public let exchangePrecision: ExchangePrecision
    /// The number of samples in a step.
    public let batchSize: Int
    /// The number of worker processes. Each has one slot: it computes one micro-batch at a time.
    public let workers: Int
    /// The number of steps that were measured.
    public let steps: Int
    /// The vector instructions of the inner loops.
    public let instructions: String
    /// The median duration of a step, in milliseconds.
    public let millisecondsPerStep: Double
    /// The first and third quartiles of the durations of the steps, in milliseconds.
    public let quartiles: [Double]
    /// The median time of a step's computations without an exchange, in milliseconds. Threads of this process prepare
    /// the weights and compute as many micro-batches as a step has. There is one thread for each worker, but no more
    /// threads than micro-batches.
    public let millisecondsWithout: Double
    /// The first and third quartiles of the time without an exchange, in milliseconds.
    public let quartilesWithout: [Double]
    /// The time that the exchange adds to a step, in milliseconds: ``millisecondsPerStep`` − ``millisecondsWithout``.
    /// It can be below 0 if other programs used the processors during the measurement.
    public let millisecondsNotHidden: Double
    /// The number of messages per step from the coordinator.
    public let messagesOut: Double
    /// The number of messages per step to the coordinator.
    public let messagesIn: Double
    /// The bytes per step of the messages from the coordinator: the headers of messages, and their frames (blocks of
    /// numbers), whether these are sent through a socket or through shared memory.
    public let bytesOut: Double
    /// The bytes per step of the messages to the coordinator, counted in the same way as ``bytesOut``.
    public let bytesIn: Double
    /// The processor time per step of the coordinator's process, in milliseconds.
    public let coordinatorMilliseconds: Double
    /// The processor time per step of all workers together, in milliseconds.
    public let workerMilliseconds: Double

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case exchangePrecision = "exchange_precision"
        case batchSize = "batch_size"
        case workers
        case steps, instructions
        case millisecondsPerStep = "ms_per_step"
        case quartiles = "ms_quartiles"
        case millisecondsWithout = "ms_without_exchange"
        case quartilesWithout = "ms_quartiles_without_exchange"
        case millisecondsNotHidden = "ms_not_hidden"
        case messagesOut = "messages_out"
        case messagesIn = "messages_in"
        case bytesOut = "bytes_out"
        case bytesIn = "bytes_in"
        case coordinatorMilliseconds = "coordinator_cpu_ms"
        case workerMilliseconds = "workers_cpu_ms"
    }

    /// Measures `steps` steps, after a few for warming up, with and without exchange.
    ///
    /// - Throws: an error of the configuration, why the workers could not be started, or
    ///   ``BenchmarkError/interrupted``.
    public init(configuration: RunConfiguration, steps: Int, setup: BenchmarkSetup) throws {
        let job = try MeasuredRun.job(configuration, steps: steps)
        let run = try MeasuredRun(job, setup: setup)
        model = configuration.model
        padding = configuration.padding
        exchangePrecision = configuration.cluster.exchangePrecision
        batchSize = configuration.batchSize
        workers = run.workers
        let count = Double(run.seconds.count)
        self.steps = run.seconds.count
        instructions = job.configuration.cluster.kernels.set.name
        millisecondsPerStep = median(run.seconds) * 1e3
        quartiles = Benchmarks.quartiles(run.seconds).map { $0 * 1e3 }
        let without = try ExchangeBenchmark.secondsWithout(
            job, workers: run.workers, steps: steps, stop: setup.stop)
        millisecondsWithout = median(without) * 1e3
        quartilesWithout = Benchmarks.quartiles(without).map { $0 * 1e3 }
        millisecondsNotHidden = millisecondsPerStep - millisecondsWithout
        messagesOut = Double(run.traffic.messagesOut) / count
        messagesIn = Double(run.traffic.messagesIn) / count
        bytesOut = Double(run.traffic.bytesOut) / count
        bytesIn = Double(run.traffic.bytesIn) / count
        coordinatorMilliseconds = run.processorSeconds.coordinator / count * 1e3
        workerMilliseconds = run.processorSeconds.workers / count * 1e3
    }

    /// Measures the seconds that the computations of each step take without an exchange. The micro-batches of a step
    /// are divided among threads: one thread for each worker, but no more threads than micro-batches. Returns the
    /// seconds of `steps` steps; those for warming up are left out.
    private static func secondsWithout(
        _ job: TrainingJob, workers: Int, steps: Int, stop: StopRequest
    ) throws -> [Double] {
        let microBatches = job.configuration.microBatchCount
        let threads = min(workers, microBatches)
        let computations = (0..<threads).map { _ in UncheckedSendable(LoneComputation(job)) }
        let seconds = try (0..<MeasuredRun.warmUpSteps + steps).map { _ in
            if stop.isMade { throw BenchmarkError.interrupted }
            let start = ContinuousClock.now
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                computations[thread].value.prepareWeights()
                let share = (microBatches - thread + threads - 1) / threads
                for _ in 0..<share { computations[thread].value.computeMicroBatch() }
            }
            return (ContinuousClock.now - start) / .seconds(1)
        }
        return Array(seconds.dropFirst(MeasuredRun.warmUpSteps))
    }

    /// The results as a table for people.
    public var text: String {
        func line(_ name: String, _ value: String) -> String {
            name.padding(toLength: 34, withPad: " ", startingAt: 0) + value
        }
        func milliseconds(_ value: Double) -> String { String(format: "%7.2f ms", value) }
        func middle(_ values: [Double]) -> String { String(format: " (quartiles %.2f, %.2f)", values[0], values[1]) }
        func traffic(_ messages: Double, _ bytes: Double) -> String {
            String(format: "%5.1f messages, %6.2f MB", messages, bytes / 1e6)
        }
        return [
            measuredModel(model, padding, batchSize) + ", \(counted(workers, "worker")), "
                + "\(exchangePrecision.rawValue), \(instructions), \(steps) steps; a step takes",
            line("with exchange", milliseconds(millisecondsPerStep) + middle(quartiles)),
            line("the same computations without it", milliseconds(millisecondsWithout) + middle(quartilesWithout)),
            line(
                "exchange that is not hidden",
                millisecondsNotHidden < 0
                    ? "     ?    the machine is not quiet: the computations alone took longer"
                    : milliseconds(millisecondsNotHidden)),
            line("from the coordinator", traffic(messagesOut, bytesOut)),
            line("to the coordinator", traffic(messagesIn, bytesIn)),
            line(
                "the coordinator's processor time",
                milliseconds(coordinatorMilliseconds)
                    + String(format: ", %.1f%% of the workers'", 100 * coordinatorMilliseconds / workerMilliseconds)),
            line("all workers' processor time", milliseconds(workerMilliseconds)),
        ].joined(separator: "\n")
    }
}

/// Computes the same micro-batch at each call, in this process and without a coordinator. Benchmarks use it to measure
/// the time of computing alone.
final class LoneComputation {
    let replica: Replica
    private let batch: MicroBatch
    private let weights: PreparedWeights
    private let gradient: FloatStorage

    init(_ job: TrainingJob) {
        let instructions = job.configuration.cluster.kernels.set
        let samples = job.dataset.train
        batch = samples.microBatch(0..<min(job.microBatchSize, samples.count))
        replica = Replica(job.network, microBatchSize: job.microBatchSize, instructions: instructions)
        weights = PreparedWeights(job.network, copying: job.network.initialWeights(seed: 0), instructions: instructions)
        gradient = FloatStorage(count: job.network.layout.count)
    }

    /// Copies the weights into the layouts that the inner loops read. A worker does this once for each version of the
    /// weights.
    func prepareWeights() {
        weights.prepare()
    }

    /// Computes the micro-batch, forward and backward. Calls `metricsReady` when its metrics are computed, and then
    /// `bucketReady` each time the gradient of a bucket is computed, from the last bucket to the first.
    func computeMicroBatch(metricsReady: () -> Void = {}, bucketReady: () -> Void = {}) {
        _ = replica.train(
            batch, weights: weights, globalCount: batch.count,
            dropout: DropoutKey(seed: 0, epoch: 1, step: 0, microBatch: 0), gradient: gradient,
            metricsReady: { _ in metricsReady() }, bucketReady: { _ in bucketReady() })
    }
}
