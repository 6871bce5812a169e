import Configuration
import Coordination
import Coordinator
import Foundation
import Networks
import PlainText
import Run
import Training
import Vocabulary
import Worker

/// Measures how many workers one coordinator can keep busy. The workers are stubs: they wait as long as a micro-batch
/// takes, and send gradients of the model's size. The measured steps are compared with ideal steps, in which the
/// exchange costs no time.
public struct ScalingBenchmark: Codable, Sendable {
    /// The model: `fer-cnn`, `hackersrealm`, or the path of a model file.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// The precision of gradients that are sent.
    public let exchangePrecision: ExchangePrecision
    /// The number of samples in a step.
    public let batchSize: Int
    /// The number of micro-batches in a step.
    public let microBatches: Int
    /// The number of stub worker processes.
    public let workers: Int
    /// The number of slots of each worker: the number of micro-batches that it works on at a time.
    public let slots: Int
    /// The number of steps that were measured.
    public let steps: Int
    /// The times at which the parts of a micro-batch are done, in milliseconds from its start, see ``MicroBatchPace``.
    public let pace: [Double]
    /// The median duration of a step, in milliseconds.
    public let millisecondsPerStep: Double
    /// The first and third quartiles of the durations of the steps, in milliseconds.
    public let quartiles: [Double]
    /// The time of all measured steps together ÷ their number, in milliseconds.
    public let meanMilliseconds: Double
    /// Steps per second, computed from the median duration of a step.
    public let stepsPerSecond: Double
    /// Steps per second if only computing took time. A step then takes as long as the slot with the most
    /// micro-batches needs to compute them one after the other.
    public let idealStepsPerSecond: Double
    /// Samples per second, computed from the median duration of a step.
    public let samplesPerSecond: Double
    /// The bytes per step of the messages from the coordinator, headers and frames.
    public let bytesOut: Double
    /// The bytes per step of the messages to the coordinator, headers and frames.
    public let bytesIn: Double
    /// The processor time per step of the coordinator's process, in milliseconds.
    public let coordinatorMilliseconds: Double
    /// The processor time per step of the busiest thread of the coordinator's process, in milliseconds.
    public let busiestThreadMilliseconds: Double
    /// The most memory that the coordinator's process had, in bytes. It includes the images of all steps.
    public let coordinatorPeakBytes: Int
    /// The share of this machine's processor time that all its processes together used during the measured steps. If it
    /// is near 1, the processors of this machine limit the speed.
    public let machineBusy: Double
    /// The number of blocks of micro-batches that the coordinator gave to a second worker because the first was slow,
    /// in the whole run.
    public let blocksRaced: Int
    /// The number of workers that were lost during the run.
    public let sessionsLost: Int

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case exchangePrecision = "exchange_precision"
        case batchSize = "batch_size"
        case microBatches = "micro_batches"
        case workers
        case slots, steps
        case pace = "pace_ms"
        case millisecondsPerStep = "ms_per_step"
        case quartiles = "ms_quartiles"
        case meanMilliseconds = "ms_mean"
        case stepsPerSecond = "steps_per_second"
        case idealStepsPerSecond = "ideal_steps_per_second"
        case samplesPerSecond = "samples_per_second"
        case bytesOut = "bytes_out"
        case bytesIn = "bytes_in"
        case coordinatorMilliseconds = "coordinator_cpu_ms"
        case busiestThreadMilliseconds = "coordinator_busiest_thread_ms"
        case coordinatorPeakBytes = "coordinator_peak_bytes"
        case machineBusy = "machine_busy"
        case blocksRaced = "blocks_raced"
        case sessionsLost = "sessions_lost"
    }

    /// Measures `steps` steps, after a few for warming up, of a run with this configuration's model, batch and workers.
    ///
    /// - Parameters:
    ///   - slots: the number of micro-batches that each stub works on at a time. Stubs that are started elsewhere must
    ///     have as many slots.
    ///   - pace: the times at which the parts of a micro-batch are done; nil to measure these times first, on this
    ///     machine.
    ///   - endpoint: the address at which the coordinator waits for stubs that are started elsewhere, by `chorus worker
    ///     ADDRESS --stub PACE`; nil to start the stubs on this machine.
    ///   - insecure: allows an address that other machines can reach.
    /// - Throws: what is wrong with the configuration or the address, or why the workers could not be started;
    ///   ``BenchmarkError/notMeasured(reason:)`` if the pace does not fit the model, or the stubs that joined have
    ///   another number of slots in all.
    public init(
        configuration: RunConfiguration, steps: Int, slots: Int = 1, pace: MicroBatchPace? = nil,
        endpoint: String? = nil, insecure: Bool = false, setup: BenchmarkSetup
    ) throws {
        if let endpoint { try Listener.requireAllowed(endpoint, insecure: insecure) }
        let job = try MeasuredRun.job(
            configuration, steps: steps, bucketLimit: ParameterLayout.remoteBucketLimit)
        let pace = pace ?? MicroBatchPace(measuredWith: job)
        if let mismatch = pace.mismatch(with: job.network.layout) { throw BenchmarkError.notMeasured(reason: mismatch) }
        let run = try MeasuredRun(
            job,
            workers: endpoint.map { .remoteStubs(pace, slots: slots, endpoint: $0) } ?? .localStubs(pace, slots: slots),
            setup: setup)
        let measured = run.seconds.map { $0 * 1e3 }
        let count = Double(measured.count)
        model = configuration.model
        padding = configuration.padding
        exchangePrecision = configuration.cluster.exchangePrecision
        batchSize = configuration.batchSize
        microBatches = job.configuration.microBatchCount
        workers = run.workers
        self.slots = slots
        self.steps = measured.count
        self.pace = pace.milliseconds
        millisecondsPerStep = median(measured)
        quartiles = Benchmarks.quartiles(measured)
        meanMilliseconds = run.wallSeconds / count * 1e3
        stepsPerSecond = 1e3 / millisecondsPerStep
        let rounds = (microBatches + workers * slots - 1) / (workers * slots)
        idealStepsPerSecond = 1e3 / (Double(rounds) * pace.milliseconds.last!)
        samplesPerSecond = Double(batchSize) * stepsPerSecond
        bytesOut = Double(run.traffic.bytesOut) / count
        bytesIn = Double(run.traffic.bytesIn) / count
        coordinatorMilliseconds = run.processorSeconds.coordinator / count * 1e3
        busiestThreadMilliseconds = run.processorSeconds.busiestThread / count * 1e3
        coordinatorPeakBytes = Usage.peakMemory()
        // The system counts processor time in ticks. A short run has few ticks, so that the quotient can exceed 1.
        let processors = Double(ProcessInfo.processInfo.activeProcessorCount)
        machineBusy = min(1, run.processorSeconds.machine / run.wallSeconds / processors)
        blocksRaced = run.counters[.blocksRaced]
        sessionsLost = run.counters[.sessionsLost]
    }

    /// The results as a table for people.
    public var text: String {
        func line(_ name: String, _ format: String, _ values: any CVarArg...) -> String {
            name.padding(toLength: 38, withPad: " ", startingAt: 0) + String(format: format, arguments: values)
        }
        return [
            measuredModel(model, padding, batchSize) + " of \(microBatches) micro-batches, "
                + "\(counted(workers, "stub worker")) of \(counted(slots, "slot")), "
                + "\(exchangePrecision.rawValue), \(steps) steps",
            line("a step", "%8.2f ms (quartiles %.2f, %.2f)", millisecondsPerStep, quartiles[0], quartiles[1]),
            line("a micro-batch", "%8.2f ms", pace.last!),
            line("steps a second", "%8.2f", stepsPerSecond),
            line(
                "if only computing took time", "%8.2f, of which are reached %.0f%%", idealStepsPerSecond,
                100 * stepsPerSecond / idealStepsPerSecond),
            line("from the coordinator, a step", "%8.2f MB", bytesOut / 1e6),
            line("to the coordinator, a step", "%8.2f MB", bytesIn / 1e6),
            line(
                "the coordinator's processor time", "%8.2f ms a step, %.2f in its busiest thread",
                coordinatorMilliseconds, busiestThreadMilliseconds),
            line("the coordinator's memory at most", "%8.0f MB", Double(coordinatorPeakBytes) / 1e6),
            line("this machine's processors were busy", "%8.0f%%", 100 * machineBusy),
            line("blocks raced, workers lost", "%5d, %d", blocksRaced, sessionsLost),
        ].joined(separator: "\n")
    }
}

extension MicroBatchPace {
    /// Measures the times while this thread, and no worker, computes a job's micro-batch. Each time is a median of 25
    /// measurements, after 5 for warming up.
    init(measuredWith job: TrainingJob) {
        let computation = LoneComputation(job)
        let rounds = (0..<30).map { _ in
            let start = ContinuousClock.now
            var moments: [Double] = []
            func done() { moments.append((ContinuousClock.now - start) / .milliseconds(1)) }
            computation.computeMicroBatch(metricsReady: done, bucketReady: done)
            return moments
        }
        let times = rounds[0].indices.map { index in median(rounds.dropFirst(5).map { $0[index] }) }
        guard let pace = MicroBatchPace(milliseconds: times) else { preconditionFailure("times \(times) descend") }
        self = pace
    }
}
