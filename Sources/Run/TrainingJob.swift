import Checkpoints
import Compute
import Configuration
import Datasets
import Files
import Networks
import Tensors
import Training
import Vocabulary

/// The constants of a run: the model, the data and the options. They are the same in every process and after every
/// restart.
public struct TrainingJob: Sendable {
    /// The run's options.
    public let configuration: RunConfiguration
    /// The images of the run and their classes, split into training, validation and test.
    public let dataset: Dataset
    /// What is needed to compute micro-batches, apart from images and weights. The coordinator sends it to each worker
    /// that joins.
    public let workerJob: WorkerJob
    /// The network, built for the size and the classes of the images.
    public let network: Network
    /// How training samples are cut into batches.
    public let trainPlan: BatchPlan
    /// How validation samples are cut into chunks. A chunk has as many samples as a batch; the last may have fewer.
    public let validationPlan: BatchPlan
    private let fingerprint: Background<String>

    /// Makes the job of a run with these options on these images. It computes what depends on both: the network and the
    /// class weights.
    ///
    /// - Parameter bucketLimit: the most floats of one bucket, which is a part of the parameters that is sent as one
    ///   message; see `ParameterLayout.bucketLimit`.
    /// - Throws: `NetworkError` if the model does not fit the images; `WorkerJobError` if a value is outside its
    ///   limits, or the job is too long for a message to workers; `ClassWeightError` if the class weights do not fit
    ///   the classes; `ConfigurationError` if an option is wrong.
    public init(
        configuration: RunConfiguration, dataset: Dataset, bucketLimit: Int = ParameterLayout.localBucketLimit
    ) throws {
        self.configuration = configuration
        self.dataset = dataset
        let microBatches = configuration.microBatchCount
        workerJob = WorkerJob(
            model: try configuration.modelSpec(), input: dataset.shape, classes: dataset.classes.count,
            classWeights: try configuration.classWeight.weights(
                labels: dataset.train.classCounts(classes: dataset.classes.count), classes: dataset.classes),
            batchSize: configuration.batchSize, microBatches: microBatches, seed: configuration.seed,
            freeze: configuration.freeze.names, kernels: configuration.cluster.kernels, augment: configuration.augment,
            exchangePrecision: configuration.cluster.exchangePrecision,
            bucketLimit: bucketLimit)
        do {
            network = try workerJob.network()
        } catch NetworkError.cannotFreeze(let problem) {
            throw ConfigurationError(key: "freeze", problem: problem)
        }
        try workerJob.check()
        trainPlan = BatchPlan(
            sampleCount: dataset.train.count, batchSize: configuration.batchSize, microBatches: microBatches)
        validationPlan = BatchPlan(
            sampleCount: dataset.validation.count, batchSize: configuration.batchSize, microBatches: microBatches)
        fingerprint = Background { TrainingJob.fingerprint(of: dataset) }
        try checkMonitors()
    }

    /// SHA-256 of the class names, the image shape, the labels and the pixels of all splits. A run can only be resumed
    /// on images with the same digest. Another thread computes the digest; reading this property waits for it.
    public var dataFingerprint: String { fingerprint.value }

    /// The ``dataFingerprint`` of a run on this data set.
    package static func fingerprint(of dataset: Dataset) -> String {
        var parts = ["classes " + dataset.classes.joined(separator: "\u{0}"), "shape \(dataset.shape)"]
        for (name, split) in [("train", dataset.train), ("validation", dataset.validation), ("test", dataset.test)] {
            guard let split else { continue }
            let labels = split.labels.withUnsafeBytes { Digest.sha256(bytes: $0) }
            let pixels = split.images.withBytes { Digest.sha256(bytes: $0) }
            parts.append("\(name) \(labels) \(pixels)")
        }
        return Digest.sha256(text: parts.joined(separator: "\n"))
    }

    /// The factor of each class in the training loss.
    public var classWeights: [Float] { workerJob.classWeights }

    /// The most samples that a micro-batch can have.
    public var microBatchSize: Int { workerJob.microBatchSize }

    /// The metrics that are summed over samples, in the order in which `MetricSums` has their sums.
    public var metrics: [Metric] { workerJob.metrics }

    /// The sums with which the validation of an epoch begins: zeros, for the metrics and the counts of classes.
    var noValidationSums: MetricSums {
        MetricSums(zeros: metrics.count + ClassCounts.length(classes: workerJob.classes))
    }

    /// Checks that this run measures the metrics that its rules (learning rate, early stopping, best weights) monitor.
    /// Metrics of classes, such as `val_macro_f1`, are not measured if there are more than `ClassCounts.mostClasses`
    /// classes.
    private func checkMonitors() throws(ConfigurationError) {
        let rules = [
            ("reduce_lr_on_plateau", configuration.plateau?.monitor),
            ("early_stopping", configuration.earlyStopping?.monitor), ("best", configuration.best.monitor),
        ]
        for (rule, monitor) in rules {
            guard let monitor, monitor.metric.isOfClasses, !workerJob.countsClasses else { continue }
            throw ConfigurationError(
                key: "\(rule).monitor",
                problem: "\(monitor.rawValue) is measured for up to \(ClassCounts.mostClasses) classes, and the data "
                    + "have \(workerJob.classes); choose another metric")
        }
    }

    /// The order of the training samples in an epoch, as their indices in the training split.
    package func trainOrder(epoch: Int) -> [Int] {
        BatchPlan.order(count: dataset.train.count, seed: configuration.seed, epoch: epoch)
    }
}
