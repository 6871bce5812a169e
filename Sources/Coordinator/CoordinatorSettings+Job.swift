import Checkpoints
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
