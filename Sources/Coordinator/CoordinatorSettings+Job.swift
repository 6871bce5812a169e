import Checkpoints
import Compute
import Configuration
import Coordination
import Exchange
import Files
import Messages
import Networks
import Run
import Tensors
import Training
import Vocabulary

extension CoordinatorSettings {
    /// The settings of the coordinator of a run. Each call draws a new ``term``, the random number that names this
    /// process of the coordinator within the run.
    package init(job: TrainingJob, service: ServiceSettings, fingerprint: String) {
        let configuration = job.configuration
        let welcome = Welcome(
            runID: service.runID, fingerprint: fingerprint, version: 0, bucketCount: job.network.layout.buckets.count,
            microBatches: job.workerJob.microBatches, workerTimeout: configuration.cluster.workerTimeout)
        func bytes(_ each: Int) -> [Int] { job.network.layout.buckets.map { $0.count * each } }
        self.init(
            term: UInt64.random(in: 1...UInt64.max), welcome: welcome, jobDigest: job.workerJob.digest,
            batchSize: job.workerJob.batchSize, metrics: job.metrics,
            countedClasses: job.workerJob.countsClasses ? job.workerJob.classes : 0,
            bucketByteCounts: bytes(MemoryLayout<Float>.stride),
            gradientByteCounts: bytes(job.workerJob.exchangePrecision.bytesPerValue),
            minimumWorkers: service.minimumWorkers, workerTimeout: .seconds(configuration.cluster.workerTimeout),
            stallTimeout: .seconds(configuration.cluster.stallTimeout), allowMixed: configuration.cluster.allowMixed,
            verifyEvery: configuration.verify, trust: service.countersBefore.trust,
            host: hostName())
    }
}
