import Checkpoints
import Compute
import Configuration
import Foundation
import Networks
import Tensors
import Vocabulary

/// What the process that trains a run must know besides the ``TrainingRun``: the run's name, what the run's last
/// checkpoint says about earlier processes, and what is required of workers.
package struct ServiceSettings: Sendable {
    /// The run's name, a UUID. A resumed run keeps its name.
    package var runID: String
    /// The counters of the cluster, summed over the earlier processes of the run.
    package var countersBefore: ClusterCounters
    /// The numerics fingerprint (see `NumericsFingerprint`) that the run began with; nil for a new run.
    package var fingerprintBefore: String?
    /// The numerics fingerprint that workers must have; nil to require the fingerprint that this process computes. Only
    /// a benchmark with stub workers sets this property, since stubs compute nothing.
    package var fingerprint: String?
    /// Whether the weights so far are reproducible: in all earlier processes of the run, `cluster.allow_mixed`, which
    /// admits workers that compute other bits, was off, and the weights hold no unverified work of an expelled worker.
    package var wasReproducible: Bool
    /// How many workers the first step waits for.
    package var minimumWorkers: Int

    /// The settings of a process that begins or resumes a run.
    ///
    /// - Parameters:
    ///   - runID: the run's name. If this is nil, the name is taken from `before`; if `before` is nil too, it is a new
    ///     UUID.
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
    /// The facts for the checkpoints of this process, as they are when the process starts. The process adds its own
    /// counters later.
    ///
    /// - Throws: ``RunError/otherNumerics(now:before:)`` if the run began with a program that computes other bits,
    ///   although the run is to be reproducible: `cluster.allow_mixed` is off, and ``ServiceSettings/wasReproducible``
    ///   is true.
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
