public import Augmentation
import Checkpoints
import Files
import Foundation
import Networks
import Tensors
import Training
import Vocabulary

/// Everything that is needed to compute micro-batches of a run, apart from images and weights. The coordinator sends
/// the job to each worker that joins. A run without workers uses the job in its own process. An option that changes the
/// result of a micro-batch is a property of this type.
///
/// The names of the properties are the keys of ``text``. A new or renamed property needs a new protocol version.
public struct WorkerJob: Codable, Hashable, Sendable {
    /// The model as a list of layers.
    public var model: ModelSpec
    /// Height, width and channels of one image.
    public var input: ImageShape
    /// The number of classes.
    public var classes: Int
    /// For each class, the factor by which the loss of its samples is multiplied. It is finite and at least 0.
    public var classWeights: [Float]
    /// The number of samples in a global batch. The last batch of an epoch may have fewer.
    public var batchSize: Int
    /// The number of micro-batches that a global batch is divided into: a power of two, at most `batchSize`.
    public var microBatches: Int
    /// The seed of all random streams.
    public var seed: UInt64
    /// The metrics that are computed for each sample, in the order of their sums in ``MetricSums``.
    public var metrics: [Metric]
    /// The names of the layers whose parameters training does not change.
    public var freeze: [String]
    /// Which vector instructions the inner loops use.
    public var kernels: InstructionChoice
    /// The transforms that are applied to the samples of training steps.
    public var augment: TransformList
    /// The precision that gradients are rounded to and sent in.
    public var exchangePrecision: ExchangePrecision
    /// The largest number of floats in a bucket, the part of a gradient that is sent as one message. It is a power of
    /// two. A layer with more parameters has several buckets.
    public var bucketLimit: Int

    /// A job with these values.
    public init(
        model: ModelSpec, input: ImageShape, classes: Int, classWeights: [Float], batchSize: Int, microBatches: Int,
        seed: UInt64, metrics: [Metric] = Metric.ofSamples, freeze: [String] = [], kernels: InstructionChoice = .native,
        augment: TransformList = .none, exchangePrecision: ExchangePrecision = .fp32,
        bucketLimit: Int = ParameterLayout.localBucketLimit
    ) {
        self.model = model
        self.input = input
        self.classes = classes
        self.classWeights = classWeights
        self.batchSize = batchSize
        self.microBatches = microBatches
        self.seed = seed
        self.metrics = metrics
        self.freeze = freeze
        self.kernels = kernels
        self.augment = augment
        self.exchangePrecision = exchangePrecision
        self.bucketLimit = bucketLimit
    }

    /// The most samples that a micro-batch can have.
    public var microBatchSize: Int { (batchSize + microBatches - 1) / microBatches }

    /// Whether the ``ClassCounts`` of validation samples are computed: only for at most ``ClassCounts/mostClasses``
    /// classes.
    public var countsClasses: Bool { ClassCounts.length(classes: classes) > 0 }

    /// The network of the job: its model for its input and its classes.
    ///
    /// - Throws: `NetworkError` if the model does not fit the images.
    public func network() throws(NetworkError) -> Network {
        try Network(model, input: input, classes: classes, bucketLimit: bucketLimit, frozen: freeze)
    }

    /// The job as JSON with sorted keys. Equal jobs have equal texts.
    public var text: String { jsonText(self) }

    /// SHA-256 of ``text``. A worker decodes the job and sends this digest back, and the coordinator compares it with
    /// the digest of its own job.
    public var digest: String { Digest.sha256(text: text) }
}

extension WorkerJob {
    /// The largest size of ``text`` in UTF-8 bytes: 4 MiB.
    public static let textLimit = 4 << 20

    /// Decodes a job from its ``text``, and checks it.
    ///
    /// - Throws: ``WorkerJobError`` if the text is too long, is not the JSON of a job, has a key that this release does
    ///   not know, or has a value that is not allowed.
    public init(reading text: [UInt8]) throws(WorkerJobError) {
        guard text.count <= WorkerJob.textLimit else { throw .tooLong(bytes: text.count) }
        let data = Data(text)
        let names: Names
        do {
            names = try JSONDecoder().decode(Names.self, from: data)
            self = try JSONDecoder().decode(WorkerJob.self, from: data)
        } catch {
            throw .unreadable(problem: WorkerJobError.words(for: error))
        }
        // The text of the decoded job has exactly the keys that this release knows.
        guard let known = try? JSONDecoder().decode(Names.self, from: Data(self.text.utf8)).names else {
            preconditionFailure("a job whose text is not an object")
        }
        if let unknown = names.names.subtracting(known).min() { throw .unknownKey(unknown) }
        try check()
    }

    /// The keys of a JSON object.
    private struct Names: Decodable {
        let names: Set<String>

        init(from decoder: any Decoder) throws {
            names = Set(try decoder.container(keyedBy: NamedKey.self).allKeys.map(\.stringValue))
        }
    }
}
