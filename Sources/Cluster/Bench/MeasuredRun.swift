import Configuration
import Datasets
import Foundation
import Networks
import Tensors
import Transport

/// A short run that is measured: a real coordinator with real worker processes of one slot each, on random images.
struct MeasuredRun {
    /// Steps before the first that counts.
    static let warmUpSteps = 5

    /// The run's constants.
    let job: TrainingJob
    /// Worker processes.
    let workers: Int
    /// Of each step that counts.
    let seconds: [Double]
    /// What went through the coordinator's socket in those steps.
    let traffic: Traffic
    /// Processor seconds in those steps, of the coordinator's process and of all workers.
    let processorSeconds: (coordinator: Double, workers: Double)

    /// The job of a run with this configuration's model and batch, with images for so many steps.
    ///
    /// - Throws: what is wrong with the configuration.
    static func job(_ configuration: RunConfiguration, steps: Int) throws -> TrainingJob {
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
                validation: randomImages(configuration.batchSize, shape: shape, index: 2)))
    }

    /// Runs a job to its end.
    ///
    /// - Throws: why the workers could not be started, or why they ended.
    init(_ job: TrainingJob) throws {
        self.job = job
        workers = job.configuration.cluster.workers ?? 1
        let workers = workers
        let steps = Recorder()
        let monitor = RunMonitor(style: .silent) { steps.stepped(seconds: $0) }
        let layout = job.network.layout
        let processes = try LocalWorkers(count: workers, slots: 1, layout: layout)
        let service = try CoordinatorService(
            run: TrainingRun(job: job), settings: ServiceSettings(minimumWorkers: workers),
            listener: Listener(processes.endpoint, layout: layout, memory: processes.memory), archive: nil,
            monitor: monitor, interrupts: Interrupts(), localWorkers: processes)
        steps.look = { [unowned service] in
            (
                service.traffic, MeasuredRun.processorSeconds(of: getpid()),
                processes.processIDs.reduce(0) { $0 + MeasuredRun.processorSeconds(of: $1) }
            )
        }
        defer { processes.stop(grace: 5) }
        try processes.start()
        _ = try service.serve()

        guard let first = steps.first, let last = steps.last, !steps.seconds.isEmpty else {
            throw RunError.workersEnded(reason: "no step was measured")
        }
        seconds = steps.seconds
        traffic = last.traffic - first.traffic
        processorSeconds = (last.coordinator - first.coordinator, last.workers - first.workers)
    }

    /// What was seen after the steps that warm up, and after the last one.
    private final class Recorder {
        typealias Sight = (traffic: Traffic, coordinator: Double, workers: Double)

        var look: (() -> Sight)?
        private(set) var seconds: [Double] = []
        private(set) var first: Sight?
        private(set) var last: Sight?
        private var count = 0

        func stepped(seconds: Double) {
            count += 1
            if count > MeasuredRun.warmUpSteps {
                self.seconds.append(seconds)
                last = look?()
            } else if count == MeasuredRun.warmUpSteps {
                first = look?()
            }
        }
    }

    private static func randomImages(_ count: Int, shape: ImageShape, index: Int) -> Split {
        let random = RandomStream(seed: 0, purpose: .fingerprint, index: index)
        var words = [UInt32](repeating: 0, count: shape.count)
        random.fill(&words, count: words.count)
        let images = ImageStore(shape: shape, count: count) { image, pixels in
            for place in 0..<shape.count {
                pixels[place] = UInt8(truncatingIfNeeded: words[(place + 7 * image) % shape.count] >> 24)
            }
        }
        return Split(images: images, labels: (0..<count).map { UInt16($0 % SyntheticFaces.classes.count) })
    }

    /// The processor time that the threads of a process have had, those that ended excepted; 0 for one that is gone.
    private static func processorSeconds(of process: pid_t) -> Double {
        let folder = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // The first number is in nanoseconds.
        return threads.reduce(0) { sum, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            return sum + (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
        }
    }
}

/// Messages through a coordinator's socket, and the bytes of their headers and frames.
struct Traffic: Sendable, Hashable {
    var messagesOut = 0
    var bytesOut = 0
    var messagesIn = 0
    var bytesIn = 0

    static func - (left: Traffic, right: Traffic) -> Traffic {
        Traffic(
            messagesOut: left.messagesOut - right.messagesOut, bytesOut: left.bytesOut - right.bytesOut,
            messagesIn: left.messagesIn - right.messagesIn, bytesIn: left.bytesIn - right.bytesIn)
    }
}

/// The middle of some numbers.
func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}
