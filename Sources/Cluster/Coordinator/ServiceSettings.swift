import Configuration
import Coordination
import Messages
import Networks
import Reports
import Tensors

/// What one life of a coordinator is given beside its run.
public struct ServiceSettings: Sendable {
    /// Where it listens: `tcp://HOST:PORT` or `ipc://PATH`.
    public var endpoint: String
    /// The run's name, a UUID, the same in all its lives.
    public var runID: String
    /// What earlier lives counted.
    public var countersBefore: ClusterCounters
    /// How many workers the first step waits for.
    public var minimumWorkers: Int

    /// Makes settings.
    public init(
        endpoint: String, runID: String, countersBefore: ClusterCounters = ClusterCounters(), minimumWorkers: Int
    ) {
        self.endpoint = endpoint
        self.runID = runID
        self.countersBefore = countersBefore
        self.minimumWorkers = minimumWorkers
    }
}

extension CoordinatorSettings {
    init(job: TrainingJob, service: ServiceSettings, fingerprint: String) {
        let configuration = job.configuration
        let welcome = Welcome(
            runID: service.runID, model: jsonText(job.network.spec), height: job.network.input.height,
            width: job.network.input.width, channels: job.network.input.channels, classes: job.network.classes,
            batchSize: configuration.batchSize, microBatches: configuration.microBatchCount, seed: configuration.seed,
            classWeights: job.classWeights, fingerprint: fingerprint, kernels: configuration.cluster.kernels.rawValue,
            version: 0, bucketCount: job.network.layout.buckets.count,
            workerTimeout: configuration.cluster.workerTimeout)
        self.init(
            term: UInt64.random(in: 1...UInt64.max), welcome: welcome,
            bucketByteCounts: job.network.layout.buckets.map { $0.count * MemoryLayout<Float>.stride },
            minimumWorkers: service.minimumWorkers, workerTimeout: .seconds(configuration.cluster.workerTimeout),
            stallTimeout: .seconds(configuration.cluster.stallTimeout), allowMixed: configuration.cluster.allowMixed)
    }
}
