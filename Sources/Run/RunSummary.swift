public import Checkpoints
import Files
import Foundation
import Training
import Vocabulary

/// `summary.json`: the results of a run.
public struct RunSummary: Sendable {
    /// The results of the training: for instance digests, epochs, accuracies and speed.
    public var outcome: RunOutcome
    /// The metrics of the validation samples in the epoch of the best weights; empty before an epoch has ended.
    public var bestValidation: MetricValues
    /// The counters of the run's cluster, summed over all processes of the run.
    public var counters: ClusterCounters

    package init(_ run: TrainingRun, checkpoint: TensorFile, facts: CheckpointFacts, stopped: StopReason) {
        outcome = RunOutcome(run, checkpoint: checkpoint, facts: facts, stopped: stopped)
        bestValidation = run.bestRecord?.validation ?? [:]
        counters = facts.clusterCounters
    }

    /// Reads `summary.json` of a run directory.
    ///
    /// - Throws: `CheckpointError`: `notStopped` if there is no such file, since the run has not stopped; otherwise why
    ///   it cannot be read.
    public init(in directory: String) throws(CheckpointError) {
        let path = RunFile.summary.path(in: directory)
        let text: String
        do throws(StorageError) {
            text = try AtomicFile.text(of: path)
        } catch .missing {
            throw .notStopped(directory: directory)
        } catch {
            throw .storage(error)
        }
        do {
            self = try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
        } catch {
            throw .damaged(path: path, problem: "it is not the summary of a run")
        }
    }

    /// The JSON text of `summary.json`, keys sorted.
    public func text() -> String {
        jsonText(self, pretty: true) + "\n"
    }
}

extension RunSummary: Codable {
    /// The prefix of the keys of ``bestValidation`` in the JSON object.
    private static let bestPrefix = "best_" + MonitoredMetric.prefix

    /// Reads one JSON object with the keys of ``outcome``, ``bestValidation`` and ``counters`` side by side.
    public init(from decoder: any Decoder) throws {
        outcome = try RunOutcome(from: decoder)
        bestValidation = try MetricValues(from: decoder, prefix: RunSummary.bestPrefix)
        counters = try ClusterCounters(fromSummary: decoder)
    }

    /// Writes the JSON object that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        try outcome.encode(to: encoder)
        try bestValidation.encode(to: encoder, prefix: RunSummary.bestPrefix)
        try counters.encode(toSummary: encoder)
    }
}

/// The part of a summary about the training.
public struct RunOutcome: Codable, Sendable {
    /// The digest of the weights after the last step.
    public var weightsSHA256: String
    /// The digest of the best epoch's weights; nil before an epoch has ended.
    public var bestWeightsSHA256: String?
    /// The digest of the weights after the last step, of Adam's moments and of the ``RunCounters``.
    public var stateSHA256: String
    /// Whether the weights are reproducible. Two conditions must hold. `cluster.allow_mixed` was off in all processes
    /// of the run, so that every worker computed the coordinator's bits. And the weights hold no unverified work of an
    /// expelled worker.
    public var reproducible: Bool
    /// The number of finished epochs.
    public var epochs: Int
    /// The number of steps of the optimizer, over all epochs.
    public var steps: Int
    /// The epoch of the best weights; nil before an epoch has ended.
    public var bestEpoch: Int?
    /// Training accuracy in the epoch of the best weights, measured during training; nil before an epoch has ended.
    public var trainAccuracy: Float?
    /// Accuracy of the best weights on the test samples; nil without test samples, and if the run was interrupted.
    public var testAccuracy: Float?
    /// Training accuracy minus validation accuracy in the epoch of the best weights, see `Generalization`; nil before
    /// an epoch has ended.
    public var generalizationGap: Float?
    /// The epoch since which the run overfits, see `Generalization`; nil if the run does not overfit.
    public var overfittingSince: Int?
    /// Why the run has stopped.
    public var stoppedBecause: StopReason
    /// Training samples per second of training wall time; nil before the first step.
    public var samplesPerSecond: Double?
    /// Seconds of training and validation over all processes of the run, without waiting for workers and without
    /// checkpoints.
    public var seconds: Double

    private enum CodingKeys: String, CodingKey {
        case weightsSHA256 = "weights_sha256"
        case bestWeightsSHA256 = "best_weights_sha256"
        case stateSHA256 = "state_sha256"
        case reproducible, epochs, steps
        case bestEpoch = "best_epoch"
        case trainAccuracy = "train_accuracy"
        case testAccuracy = "test_accuracy"
        case generalizationGap = "generalization_gap"
        case overfittingSince = "overfitting_since"
        case stoppedBecause = "stopped_because"
        case samplesPerSecond = "samples_per_second"
        case seconds
    }

    package init(_ run: TrainingRun, checkpoint: TensorFile, facts: CheckpointFacts, stopped: StopReason) {
        weightsSHA256 = checkpoint.weightsDigest
        bestWeightsSHA256 = checkpoint.bestWeightsDigest
        stateSHA256 = checkpoint.stateDigest
        reproducible = facts.reproducible
        epochs = run.history.records.count
        steps = Int(run.counters.version)
        bestEpoch = run.counters.bestEpoch
        trainAccuracy = run.bestRecord?.training[.accuracy]
        let generalization = Generalization(of: run.history, bestEpoch: bestEpoch)
        generalizationGap = generalization.gap
        overfittingSince = generalization.overfittingSince
        stoppedBecause = stopped
        let timing = run.timing
        let samples = timing.samples + run.counters.samples
        let trainingSeconds = timing.trainingSeconds + timing.epochTrainingSeconds
        samplesPerSecond = trainingSeconds > 0 ? (Double(samples) / trainingSeconds * 10).rounded() / 10 : nil
        seconds = ((timing.seconds + timing.epochSeconds) * 1000).rounded() / 1000
    }
}

extension TrainingRun {
    /// The record of the epoch with the best weights; nil before an epoch has ended.
    fileprivate var bestRecord: EpochRecord? { history.records.first { $0.epoch == counters.bestEpoch } }
}
