import Compute
import Configuration
import Coordination
import Foundation
import Messages
import Networks
import Checkpoints
import Run
import Tensors
import Training
import Vocabulary

/// What one life of a coordinator is given beside its run.
package struct ServiceSettings: Sendable {
    /// The run's name, a UUID, the same in all its lives.
    var runID: String
    /// What earlier lives counted.
    var countersBefore: ClusterCounters
    /// The numerics fingerprint that the run began with; nil for a new run.
    var fingerprintBefore: String?
    /// The numerics fingerprint that workers are held to; nil for that of this process.
    var fingerprint: String?
    /// Whether all that was computed before has the same bits everywhere.
    var wasReproducible: Bool
    /// How many workers the first step waits for.
    var minimumWorkers: Int

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
    init(run: TrainingRun, settings: ServiceSettings) throws(RunError) {
        self.init(
            runID: settings.runID,
            numericsFingerprint: settings.fingerprint
                ?? NumericsFingerprint.compute(
                    network: run.job.network, microBatchSize: run.job.microBatchSize,
                    kernels: run.job.configuration.cluster.kernels.set),
            reproducible: settings.wasReproducible && !run.job.configuration.cluster.allowMixed,
            clusterCounters: settings.countersBefore)
        if let before = settings.fingerprintBefore, before != numericsFingerprint, reproducible {
            throw .otherNumerics(now: numericsFingerprint, before: before)
        }
    }
}

extension CoordinatorSettings {
    /// The settings of a run's coordinator in a new term.
    package init(job: TrainingJob, service: ServiceSettings, fingerprint: String) {
        let configuration = job.configuration
        let welcome = Welcome(
            runID: service.runID, model: jsonText(job.network.spec), height: job.network.input.height,
            width: job.network.input.width, channels: job.network.input.channels, classes: job.network.classes,
            batchSize: configuration.batchSize, microBatches: configuration.microBatchCount, seed: configuration.seed,
            classWeights: job.classWeights, fingerprint: fingerprint, kernels: configuration.cluster.kernels.rawValue,
            exchangePrecision: configuration.cluster.exchangePrecision.rawValue, version: 0,
            bucketCount: job.network.layout.buckets.count, bucketLimit: job.network.layout.bucketLimit,
            workerTimeout: configuration.cluster.workerTimeout)
        func bytes(_ each: Int) -> [Int] { job.network.layout.buckets.map { $0.count * each } }
        self.init(
            term: UInt64.random(in: 1...UInt64.max), welcome: welcome,
            bucketByteCounts: bytes(MemoryLayout<Float>.stride),
            gradientByteCounts: bytes(configuration.cluster.exchangePrecision.bytesPerValue),
            minimumWorkers: service.minimumWorkers, workerTimeout: .seconds(configuration.cluster.workerTimeout),
            stallTimeout: .seconds(configuration.cluster.stallTimeout), allowMixed: configuration.cluster.allowMixed,
            verifyEvery: configuration.verify, trust: service.countersBefore.trust,
            host: hostName())
    }
}
