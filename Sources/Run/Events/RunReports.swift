import Configuration
import Datasets
import Training
import Vocabulary

/// Where a run is after a training step.
public struct StepReport: Sendable, Hashable {
    /// The epoch, from 1.
    public let epoch: Int
    /// Steps of the epoch that are done.
    public let step: Int
    /// Seconds of this step.
    public let seconds: Double
    /// Workers that take part; nil if this process computes by itself.
    public let workers: Int?
    /// The means of the epoch's training samples so far.
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
    /// The epoch, from 1.
    public let epoch: Int
    /// Steps of the epoch: all are done.
    public let step: Int
    /// Chunks that are done.
    public let chunk: Int
    /// The number of chunks.
    public let chunks: Int

    /// The report of the chunk that the run has just done.
    package init(_ run: TrainingRun, chunk: Int) {
        epoch = run.counters.epoch
        step = run.counters.step
        self.chunk = chunk
        chunks = run.job.validationPlan.steps
    }
}

/// The results of an epoch, and their consequences.
public struct EpochReport: Sendable {
    /// Its metrics.
    public let record: EpochRecord
    /// The number of epochs after which the run ends at the latest.
    public let epochs: Int
    /// The epoch of the best weights so far.
    public let bestEpoch: Int?
    /// The learning rate from the next epoch on, if it was reduced.
    public let learningRateReducedTo: Float?
    /// Whether early stopping ends the run here.
    public let stops: Bool
    /// The metric that the learning rate rule monitors; nil without that rule.
    public let plateauMonitor: MonitoredMetric?
    /// The metric that early stopping monitors; nil without it.
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
