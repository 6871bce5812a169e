import Configuration
import Datasets
import Training
import Vocabulary

/// Where a run is after a training step.
public struct StepReport: Sendable, Hashable {
    /// The number of the present epoch, counted from 1.
    public let epoch: Int
    /// The number of steps of the epoch that are done.
    public let step: Int
    /// The wall time of this step, in seconds.
    public let seconds: Double
    /// The number of workers that take part; nil if this process computes by itself.
    public let workers: Int?
    /// The mean of each metric over the training samples of the epoch so far.
    public let metrics: [Metric: Double]

    /// The report of the step that the run has just done.
    package init(_ run: TrainingRun, seconds: Double, workers: Int?) {
        epoch = run.counters.epoch
        step = run.counters.step
        self.seconds = seconds
        self.workers = workers
        metrics = run.counters.means
    }
}

/// Where a run is after a chunk of the validation samples.
public struct ValidationReport: Sendable, Hashable {
    /// The number of the present epoch, counted from 1.
    public let epoch: Int
    /// The number of training steps of the epoch, which are all done.
    public let step: Int
    /// The number of chunks of the validation samples that are done.
    public let chunk: Int
    /// The number of chunks that the validation samples are cut into.
    public let chunks: Int

    /// The report of the chunk that the run has just done.
    package init(_ run: TrainingRun, chunk: Int) {
        epoch = run.counters.epoch
        step = run.counters.step
        self.chunk = chunk
        chunks = run.job.validationPlan.steps
    }
}

/// The results of an epoch, and what follows from them: for instance that the run ends.
public struct EpochReport: Sendable {
    /// The metrics of the epoch, its learning rate and its times.
    public let record: EpochRecord
    /// The number of epochs after which the run ends at the latest.
    public let epochs: Int
    /// The epoch of the best weights so far; nil if it is not known.
    public let bestEpoch: Int?
    /// The learning rate from the next epoch on, if a rule has lowered it after this epoch; nil if not.
    public let learningRateReducedTo: Float?
    /// Whether early stopping ends the run after this epoch.
    public let stops: Bool
    /// The metric that the rule for lowering the learning rate monitors; nil if the run has no such rule.
    public let plateauMonitor: MonitoredMetric?
    /// The metric that early stopping monitors; nil if the run has no early stopping.
    public let stoppingMonitor: MonitoredMetric?

    /// Makes a report of these values.
    public init(
        record: EpochRecord, epochs: Int, bestEpoch: Int?, learningRateReducedTo: Float?, stops: Bool,
        plateauMonitor: MonitoredMetric? = .loss, stoppingMonitor: MonitoredMetric? = .loss
    ) {
        self.record = record
        self.epochs = epochs
        self.bestEpoch = bestEpoch
        self.learningRateReducedTo = learningRateReducedTo
        self.stops = stops
        self.plateauMonitor = plateauMonitor
        self.stoppingMonitor = stoppingMonitor
    }

    /// The report of the epoch that has just ended.
    package init(_ run: TrainingRun, _ end: EpochEnd) {
        let configuration = run.job.configuration
        self.init(
            record: end.record, epochs: configuration.epochs, bestEpoch: run.counters.bestEpoch,
            learningRateReducedTo: end.decision.learningRateReducedTo, stops: end.decision.stop,
            plateauMonitor: configuration.plateau?.monitor, stoppingMonitor: configuration.earlyStopping?.monitor)
    }

    /// Whether this epoch's weights are the best so far.
    public var isBest: Bool { bestEpoch == record.epoch }
}

extension RunEvent {
    /// The event that an epoch begins, or that a resumed run continues with the rest of an epoch.
    package static func epochBegan(of run: TrainingRun) -> RunEvent {
        .epochBegan(epoch: run.counters.epoch, step: run.counters.step + 1)
    }
}
