import Compute
import Configuration
import Coordination
import Coordinator
import Datasets
import Foundation
import Messages
import Networks
import Run
import Tensors
import TestKit
import Training
import Transport

/// A small real network, trained by the real code: convolution, BatchNorm, dropout, class weights, and a partial last
/// batch.
struct TensorRun: SimulatedProgram {
    /// What is trained.
    let job: TrainingJob
    private let fingerprint: String
    private let updatePolicy: UpdatePolicy

    private static let model = """
        name: small
        layers:
          - conv2d: {filters: 3, kernel_size: 3, activation: relu, kernel_regularizer: {l2: 0.001}}
          - batch_normalization: {}
          - max_pooling2d: {pool_size: 2}
          - dropout: {rate: 0.25}
          - flatten: {}
          - dense: {units: classes, activation: softmax}
        """

    /// The run that all schedules share: two epochs of eleven steps.
    init(_ precision: ExchangePrecision, verifyEvery: Int? = nil, updatePolicy: UpdatePolicy = .eachBucket) throws {
        self.updatePolicy = updatePolicy
        let folder = TemporaryFolder()
        var configuration = RunConfiguration()
        configuration.model = folder.write(TensorRun.model.utf8, to: "model.yaml")
        configuration.batchSize = 8
        configuration.microBatches = 4
        configuration.epochs = 2
        configuration.verify = verifyEvery
        configuration.optimizer.learningRate = 0.01
        configuration.cluster.exchangePrecision = precision
        configuration.cluster.workerTimeout = simulatedWorkerTimeout
        configuration.cluster.stallTimeout = simulatedStallTimeout
        job = try TrainingJob(
            configuration: configuration,
            dataset: Dataset(
                classes: ["angry", "happy", "sad"], train: TensorRun.split(85, seed: 1),
                validation: TensorRun.split(13, seed: 2)))
        fingerprint = NumericsFingerprint.compute(
            network: job.network, microBatchSize: job.microBatchSize, instructions: .widest,
            augment: job.workerJob.augment)
    }

    private static func split(_ count: Int, seed: Int) -> Split {
        var generator = Generator(seed: seed)
        let labels = (0..<count).map { UInt16($0 % 5 % 3) }
        let images = ImageStore(shape: ImageShape(height: 8, width: 8, channels: 1), count: count) { image, pixels in
            for pixel in 0..<64 {
                pixels[pixel] = UInt8(UInt64(labels[image]) * 60 + generator.next() % 100)
            }
        }
        return Split(images: images, labels: labels)
    }

    var stepCount: Int { job.configuration.epochs * (job.trainPlan.steps + job.validationPlan.steps) }
    var bucketCount: Int { job.network.layout.buckets.count }
    var verifyEvery: Int? { job.configuration.verify }
    var microBatches: Int { job.trainPlan.microBatches }

    func coordinator(
        term: UInt64, minimumWorkers: Int, from snapshot: TensorCoordinator.Snapshot?, at now: Duration
    ) throws -> TensorCoordinator {
        var settings = CoordinatorSettings(
            job: job, service: ServiceSettings(minimumWorkers: minimumWorkers), fingerprint: fingerprint)
        settings.term = term
        settings.updatePolicy = updatePolicy
        let run = try snapshot.map { try TrainingRun(job: job, resuming: $0, path: "snapshot") }
        return TensorCoordinator(run ?? TrainingRun(job: job), settings: settings, at: now)
    }

    func worker(_ hello: Hello, fingerprint: String?, at now: Duration) -> TensorWorker {
        TensorWorker(hello, fingerprint: fingerprint, at: now)
    }
}
