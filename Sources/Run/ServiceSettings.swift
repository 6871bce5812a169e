import Checkpoints
import Compute
import Configuration
import Foundation
import Networks
import Tensors
import Vocabulary

/// What one life of a coordinator is given beside its run.
package struct ServiceSettings: Sendable {
    /// The run's name, a UUID, the same in all its lives.
    package var runID: String
    /// What earlier lives counted.
    package var countersBefore: ClusterCounters
    /// The numerics fingerprint that the run began with; nil for a new run.
    package var fingerprintBefore: String?
    /// The numerics fingerprint that workers are held to; nil for that of this process.
    package var fingerprint: String?
    /// Whether all that was computed before has the same bits everywhere.
    package var wasReproducible: Bool
    /// How many workers the first step waits for.
    package var minimumWorkers: Int

    /// The settings of a new run, or of one that a checkpoint told these facts of, or of one that has a name and no
    /// checkpoint yet.
    package init(runID: String? = nil, before: CheckpointFacts? = nil, minimumWorkers: Int) {
        self.runID = runID ?? before?.runID ?? UUID().uuidString.lowercased()
        countersBefore = before?.clusterCounters ?? ClusterCounters()
        fingerprintBefore = before?.numericsFingerprint
        wasReproducible = before?.reproducible ?? true
        self.minimumWorkers = minimumWorkers
    }
}

extension CheckpointFacts {
    /// The facts of a life of a run that begins.
    ///
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits.
    package init(run: TrainingRun, settings: ServiceSettings) throws(RunError) {
        self.init(
            runID: settings.runID,
            numericsFingerprint: settings.fingerprint
                ?? NumericsFingerprint.compute(
                    network: run.job.network, microBatchSize: run.job.microBatchSize,
                    instructions: run.job.workerJob.kernels.set),
            reproducible: settings.wasReproducible && !run.job.configuration.cluster.allowMixed,
            clusterCounters: settings.countersBefore)
        if let before = settings.fingerprintBefore, before != numericsFingerprint, reproducible {
            throw .otherNumerics(now: numericsFingerprint, before: before)
        }
    }
}
