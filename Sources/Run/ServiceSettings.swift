import Checkpoints
import Compute
import Configuration
import Foundation
import Networks
import Tensors
import Vocabulary

/// Settings of one process of a run, beside the run itself.
package struct ServiceSettings: Sendable {
    /// The run's name, a UUID. It stays when the run is resumed.
    package var runID: String
    /// The counters of earlier processes of the run.
    package var countersBefore: ClusterCounters
    /// The numerics fingerprint that the run began with; nil for a new run.
    package var fingerprintBefore: String?
    /// The numerics fingerprint that workers must have; nil for that of this process.
    package var fingerprint: String?
    /// Whether everything that was computed before is reproducible.
    package var wasReproducible: Bool
    /// How many workers the first step waits for.
    package var minimumWorkers: Int

    /// The settings of a new run, of one that is resumed from a checkpoint with these facts, or of one that has a name
    /// but no checkpoint yet.
    package init(runID: String? = nil, before: CheckpointFacts? = nil, minimumWorkers: Int) {
        self.runID = runID ?? before?.runID ?? UUID().uuidString.lowercased()
        countersBefore = before?.clusterCounters ?? ClusterCounters()
        fingerprintBefore = before?.numericsFingerprint
        wasReproducible = before?.reproducible ?? true
        self.minimumWorkers = minimumWorkers
    }
}

extension CheckpointFacts {
    /// The facts of a run at the start of this process.
    ///
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits.
    package init(run: TrainingRun, settings: ServiceSettings) throws(RunError) {
        self.init(
            runID: settings.runID,
            numericsFingerprint: settings.fingerprint
                ?? NumericsFingerprint.compute(
                    network: run.job.network, microBatchSize: run.job.microBatchSize,
                    instructions: run.job.workerJob.kernels.set, augment: run.job.workerJob.augment),
            reproducible: settings.wasReproducible && !run.job.configuration.cluster.allowMixed,
            clusterCounters: settings.countersBefore)
        if let before = settings.fingerprintBefore, before != numericsFingerprint, reproducible {
            throw .otherNumerics(now: numericsFingerprint, before: before)
        }
    }
}
