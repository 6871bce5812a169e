import Checkpoints
import Compute
import Configuration
import Foundation
import Networks
import Tensors
import Vocabulary

/// What the process that trains a run needs to know beside the ``TrainingRun``: the name of the run, what its last
/// checkpoint says about earlier processes, and what is required of workers.
package struct ServiceSettings: Sendable {
    /// The run's name, a UUID. A resumed run keeps its name.
    package var runID: String
    /// The counters of the cluster, summed over the earlier processes of the run.
    package var countersBefore: ClusterCounters
    /// The numerics fingerprint that the run began with; nil for a new run.
    package var fingerprintBefore: String?
    /// The numerics fingerprint that is expected of workers; nil to expect the one that this process computes. Only a
    /// benchmark with stub workers sets this property, since stubs compute nothing.
    package var fingerprint: String?
    /// Whether the weights so far are reproducible: all earlier processes of the run had `cluster.allow_mixed` off, and
    /// the weights hold no unverified work of an expelled worker.
    package var wasReproducible: Bool
    /// How many workers the first step waits for.
    package var minimumWorkers: Int

    /// The settings of a process that begins or resumes a run.
    ///
    /// - Parameters:
    ///   - runID: the run's name; nil for the name in `before`, or a new one if there is none.
    ///   - before: the facts of the checkpoint that the run is resumed from; nil if the run has no checkpoint yet.
    ///   - minimumWorkers: how many workers the first step waits for.
    package init(runID: String? = nil, before: CheckpointFacts? = nil, minimumWorkers: Int) {
        self.runID = runID ?? before?.runID ?? UUID().uuidString.lowercased()
        countersBefore = before?.clusterCounters ?? ClusterCounters()
        fingerprintBefore = before?.numericsFingerprint
        wasReproducible = before?.reproducible ?? true
        self.minimumWorkers = minimumWorkers
    }
}

extension CheckpointFacts {
    /// The facts for the checkpoints of this process, as they are when it starts. The process adds its own counters
    /// later.
    ///
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits, and
    ///   is to be reproducible: `cluster.allow_mixed` is off, and ``ServiceSettings/wasReproducible`` is true.
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
