public import Augmentation
import Checkpoints
import Files
import Foundation
import Networks
import Tensors
import Training
import Vocabulary

/// Everything that is needed to compute micro-batches of a run. A worker gets it when it joins; without workers this
/// process uses it. An option that changes the result of a micro-batch is a property here.
///
/// The names of the properties are the keys of ``text``. A new or renamed property needs a new protocol version.
public struct WorkerJob: Codable, Hashable, Sendable {
    /// The model.
    public var model: ModelSpec
    /// Shape of one image.
    public var input: ImageShape
    /// How many classes there are.
    public var classes: Int
    /// A factor of the loss for each class, finite and not negative.
    public var classWeights: [Float]
    /// The number of samples in a whole global batch.
    public var batchSize: Int
    /// The number of micro-batches in a global batch: a power of two, at most `batchSize`.
    public var microBatches: Int
    /// The seed of all random streams.
    public var seed: UInt64
    /// The metrics of a sample, in the order in which sums hold them.
    public var metrics: [Metric]
    /// The names of layers whose parameters stay as they are.
    public var freeze: [String]
    /// Which kernels compute.
    public var kernels: InstructionChoice
    /// What is done to the samples of training steps.
    public var augment: TransformList
    /// The precision to which gradients are rounded, and in which they are sent.
    public var exchangePrecision: ExchangePrecision
    /// The most floats of one bucket, a power of two. Larger layers are cut there.
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

    /// Whether classes are counted in validation: unless there are too many.
    public var countsClasses: Bool { ClassCounts.length(classes: classes) > 0 }

    /// The network that computes.
    ///
    /// - Throws: `NetworkError` if the model does not fit the images.
    public func network() throws(NetworkError) -> Network {
        try Network(model, input: input, classes: classes, bucketLimit: bucketLimit, frozen: freeze)
    }

    /// The job as JSON with sorted keys: the same text for the same job.
    public var text: String { jsonText(self) }

    /// SHA-256 of ``text``. A worker sends the digest of the job that it has decoded.
    public var digest: String { Digest.sha256(text: text) }
}

extension WorkerJob {
    /// UTF-8 bytes of ``text``, at most.
    public static let textLimit = 4 << 20

    /// Decodes ``text``.
    ///
    /// - Throws: ``WorkerJobError`` also if the text has keys that this release does not know, or values out of bounds.
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
        // The text of the decoded job has all keys that this release knows.
        guard let known = try? JSONDecoder().decode(Names.self, from: Data(self.text.utf8)).names else {
            preconditionFailure("a job whose text is not an object")
        }
        if let unknown = names.names.subtracting(known).min() { throw .unknownKey(unknown) }
        try check()
    }

    /// The keys of an object.
    private struct Names: Decodable {
        let names: Set<String>

        init(from decoder: any Decoder) throws {
            names = Set(try decoder.container(keyedBy: NamedKey.self).allKeys.map(\.stringValue))
        }
    }
}
