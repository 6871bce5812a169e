import Compute
import Configuration
import Coordination
import Coordinator
import Datasets
import Foundation
import GeneratedFaces
import Launch
import Networks
import PlainText
import Run
import Tensors
import Terminals
import Transport
import Views
import Vocabulary
import Worker

/// Measures a short run on random images, with a real coordinator and with worker processes. The workers compute, or
/// are stubs, which wait as long as computing would take.
struct MeasuredRun {
    /// Where the workers of the measured run come from.
    enum Workers {
        /// Workers that this process starts. Each has one slot: it computes one micro-batch at a time.
        case local
        /// Stub workers that this process starts. Each works on `slots` micro-batches at a time, but waits instead of
        /// computing.
        case localStubs(MicroBatchPace, slots: Int)
        /// Stub workers that are started elsewhere and connect to `endpoint`.
        case remoteStubs(MicroBatchPace, slots: Int, endpoint: String)

        /// The number of micro-batches that each worker works on at a time.
        fileprivate var slots: Int {
            switch self {
            case .local: 1
            case .localStubs(_, let slots), .remoteStubs(_, let slots, _): slots
            }
        }
    }

    /// The number of steps at the beginning of the run that are not measured, for warming up.
    static let warmUpSteps = 5

    /// The configuration, network and images of the measured run.
    let job: TrainingJob
    /// The number of worker processes of the measured run.
    let workers: Int
    /// The seconds of each measured step.
    let seconds: [Double]
    /// The seconds from the end of the last warm-up step to the end of the last step, including the time between steps.
    let wallSeconds: Double
    /// The traffic between coordinator and workers during all measured steps together.
    let traffic: Traffic
    /// Processor seconds during the measured steps. `coordinator` counts all threads of the coordinator's process, and
    /// `busiestThread` the one of them that used the most. `workers` counts the worker processes that this process has
    /// started, and `machine` the whole machine.
    let processorSeconds: (coordinator: Double, busiestThread: Double, workers: Double, machine: Double)
    /// The counters of the cluster at the end of the run. They include the warm-up steps.
    let counters: ClusterCounters

    /// The job of a run of one epoch, with this configuration's model and batch size. The training data are random
    /// images, enough for the warm-up steps and for `steps` steps after them.
    ///
    /// - Throws: what is wrong with the configuration.
    static func job(
        _ configuration: RunConfiguration, steps: Int, bucketLimit: Int = ParameterLayout.localBucketLimit
    ) throws -> TrainingJob {
        var configuration = configuration
        configuration.epochs = 1
        configuration = configuration.resolved(cores: ProcessInfo.processInfo.activeProcessorCount)
        try configuration.validate()
        let shape = DataOptions(configuration.data, seed: 0).shape
        let count = configuration.batchSize * (MeasuredRun.warmUpSteps + steps)
        return try TrainingJob(
            configuration: configuration,
            dataset: Dataset(
                classes: SyntheticFaces.classes, train: randomImages(count, shape: shape, index: 1),
                validation: randomImages(configuration.batchSize, shape: shape, index: 2)),
            bucketLimit: bucketLimit)
    }

    /// Runs a job to its end. The number of workers is that of the job's configuration, or one if the configuration has
    /// none.
    ///
    /// - Throws: why the workers could not be started, why the run failed, or a ``BenchmarkError``.
    init(_ job: TrainingJob, workers source: Workers = .local, setup: BenchmarkSetup) throws {
        self.job = job
        workers = job.configuration.cluster.workers ?? 1
        guard workers > 0 else {
            throw ConfigurationError(
                key: "cluster.workers", problem: "is 0; it must be at least 1, because this benchmark measures workers")
        }
        let steps = Recorder(total: job.trainPlan.steps)
        let events = RunEvents([ConsoleView(style: .silent), steps])
        var settings = ServiceSettings(minimumWorkers: workers)
        let listener: Listener
        var processes: LocalWorkers?
        switch source {
        case .local, .localStubs:
            let local = try LocalWorkers(
                count: workers, slots: source.slots, layout: job.network.layout, program: setup.workers)
            if let warning = local.memoryWarning { events.publish(.memoryNotShared(warning)) }
            listener = try Listener(local.endpoint, layout: job.network.layout, memory: local.memory)
            processes = local
        case .remoteStubs(_, _, let endpoint):
            listener = try Listener(endpoint, layout: job.network.layout)
        }
        if case .local = source {} else { settings.fingerprint = NumericsFingerprint.ofStubs }
        let service = try CoordinatorService(
            run: TrainingRun(job: job), settings: settings, listener: listener, archive: nil, events: events,
            stop: setup.stop, localWorkers: processes)
        steps.look = { [unowned service] in
            Usage(
                traffic: service.traffic, slots: service.executor.machine.slotCount,
                workers: processes?.processIDs ?? [])
        }
        defer { for message in processes?.stop(grace: 5) ?? [] { events.publish(.workerProcess(message)) } }
        switch source {
        case .local: try processes?.start()
        case .localStubs(let pace, _): try processes?.start(stub: pace)
        case .remoteStubs(let pace, let slots, _):
            events.publish(.listening(endpoint: listener.endpoint))
            Console.complain(
                "start \(counted(workers, "stub worker")) with: chorus worker \(listener.endpoint) --slots \(slots) "
                    + "--stub \(pace.text)")
        }
        if try service.serve() == .interrupted { throw BenchmarkError.interrupted }

        guard let first = steps.first, let last = steps.last, !steps.seconds.isEmpty else {
            throw BenchmarkError.notMeasured(reason: "the run ended before its first step")
        }
        guard first.slots == workers * source.slots else {
            throw BenchmarkError.notMeasured(
                reason: "the workers that joined have \(counted(first.slots, "slot")) in all, where "
                    + "\(workers * source.slots) are to be measured: start each with --slots \(source.slots)")
        }
        seconds = steps.seconds
        wallSeconds = (last.moment - first.moment) / .seconds(1)
        traffic = last.traffic - first.traffic
        let threads = last.coordinator.map { $1 - (first.coordinator[$0] ?? 0) }
        processorSeconds = (
            threads.reduce(0, +), threads.max() ?? 0, last.workers - first.workers, last.machine - first.machine
        )
        counters = service.executor.machine.counters
    }

    /// Records the duration of each measured step, and the usage after the warm-up steps and after the last step. It
    /// does not read the usage after other steps, because reading takes time and would make the next step longer.
    private final class Recorder: RunEventSubscriber {
        private let total: Int
        var look: (() -> Usage)?
        private(set) var seconds: [Double] = []
        private(set) var first: Usage?
        private(set) var last: Usage?
        private var count = 0

        init(total: Int) {
            self.total = total
        }

        func receive(_ event: RunEvent) {
            guard case .stepEnded(let step) = event else { return }
            count += 1
            if count > MeasuredRun.warmUpSteps { seconds.append(step.seconds) }
            if count == MeasuredRun.warmUpSteps { first = look?() }
            if count == total { last = look?() }
        }
    }

    private static func randomImages(_ count: Int, shape: ImageShape, index: Int) -> Split {
        let random = RandomStream(seed: 0, purpose: .fingerprint, index: index)
        var words = [UInt32](repeating: 0, count: shape.count)
        random.fill(&words, count: words.count)
        let images = ImageStore(shape: shape, count: count) { image, pixels in
            for pixel in 0..<shape.count {
                pixels[pixel] = UInt8(truncatingIfNeeded: words[(pixel + 7 * image) % shape.count] >> 24)
            }
        }
        return Split(images: images, labels: (0..<count).map { UInt16($0 % SyntheticFaces.classes.count) })
    }
}

/// What a benchmark measured, as a text for people: the model, its padding if it is not the model's own, and the number
/// of samples in the batch or micro-batch.
func measuredModel(_ model: String, _ padding: Padding?, _ batchSize: Int) -> String {
    model + (padding.map { " ('\($0.rawValue)')" } ?? "") + ", batch \(batchSize)"
}
