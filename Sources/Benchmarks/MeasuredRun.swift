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

/// Measures a short run: a real coordinator with real worker processes, on random images.
struct MeasuredRun {
    /// Where the workers come from.
    enum Workers {
        /// Workers that this process starts. Each computes on one slot.
        case local
        /// Stub workers that this process starts, with `slots` slots each. They compute nothing.
        case localStubs(MicroBatchPace, slots: Int)
        /// Stub workers that are started elsewhere and connect to `endpoint`. They compute nothing.
        case remoteStubs(MicroBatchPace, slots: Int, endpoint: String)

        /// Slots of each.
        fileprivate var slots: Int {
            switch self {
            case .local: 1
            case .localStubs(_, let slots), .remoteStubs(_, let slots, _): slots
            }
        }
    }

    /// Steps before the first that counts.
    static let warmUpSteps = 5

    /// The run's constants.
    let job: TrainingJob
    /// Worker processes.
    let workers: Int
    /// The seconds of each measured step.
    let seconds: [Double]
    /// The seconds of all measured steps together, including the time between them.
    let wallSeconds: Double
    /// The traffic between coordinator and workers in those steps.
    let traffic: Traffic
    /// Processor seconds during the measured steps. `busiestThread` is the thread of the coordinator's process that
    /// used the most, `workers` are the processes that were started here, and `machine` is the whole machine.
    let processorSeconds: (coordinator: Double, busiestThread: Double, workers: Double, machine: Double)
    /// The counters of the cluster.
    let counters: ClusterCounters

    /// The job of a run with this configuration's model and batch, with images for `steps` steps.
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

    /// Runs a job to its end, with as many workers as its configuration says, or one.
    ///
    /// - Throws: why the workers could not be started, or why they ended.
    init(_ job: TrainingJob, workers source: Workers = .local, setup: BenchmarkSetup) throws {
        self.job = job
        workers = job.configuration.cluster.workers ?? 1
        guard workers > 0 else {
            throw ConfigurationError(
                key: "cluster.workers", problem: "is 0; it must be at least 1 where workers are what is measured")
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
                "start \(workers) by: chorus worker \(listener.endpoint) --slots \(slots) --stub \(pace.text)")
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

    /// The usage after the warm-up steps and after the last step. It is not read in between, when workers continue at
    /// once.
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

/// For people: a model, its padding unless it is the model's own, and samples of a step.
func measuredModel(_ model: String, _ padding: Padding?, _ batchSize: Int) -> String {
    model + (padding.map { " ('\($0.rawValue)')" } ?? "") + ", batch \(batchSize)"
}
