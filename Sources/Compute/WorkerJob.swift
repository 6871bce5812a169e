import Checkpoints
import Files
import Foundation
import Networks
import Tensors
import Training
import Vocabulary

/// All that must be known of a run to compute its micro-batches: what a worker is told when it joins, and what this
/// process computes with where there is none. An option that changes what a micro-batch comes to is a property here.
///
/// The properties' names are the keys of ``text``. Whoever renames or adds one makes a new protocol version.
public struct WorkerJob: Codable, Hashable, Sendable {
    /// The model.
    public var model: ModelSpec
    /// Shape of one image.
    public var input: ImageShape
    /// How many classes there are.
    public var classes: Int
    /// A factor of the loss for each class, finite and not negative.
    public var classWeights: [Float]
    /// Samples of a whole global batch.
    public var batchSize: Int
    /// Micro-batches of a global batch: a power of two, at most `batchSize`.
    public var microBatches: Int
    /// The seed of all random streams.
    public var seed: UInt64
    /// What is measured of samples, in the order in which sums hold it.
    public var metrics: [Metric]
    /// Which kernels compute.
    public var kernels: InstructionChoice
    /// How gradients travel and are rounded.
    public var exchangePrecision: ExchangePrecision
    /// The most floats that are exchanged as one, a power of two: where larger layers are cut.
    public var bucketLimit: Int

    /// A job with these values.
    public init(
        model: ModelSpec, input: ImageShape, classes: Int, classWeights: [Float], batchSize: Int, microBatches: Int,
        seed: UInt64, metrics: [Metric] = Metric.allCases, kernels: InstructionChoice = .native,
        exchangePrecision: ExchangePrecision = .fp32, bucketLimit: Int = ParameterLayout.localBucketLimit
    ) {
        self.model = model
        self.input = input
        self.classes = classes
        self.classWeights = classWeights
        self.batchSize = batchSize
        self.microBatches = microBatches
        self.seed = seed
        self.metrics = metrics
        self.kernels = kernels
        self.exchangePrecision = exchangePrecision
        self.bucketLimit = bucketLimit
    }

    /// The most samples that a micro-batch can have.
    public var microBatchSize: Int { (batchSize + microBatches - 1) / microBatches }

    /// The network that computes.
    ///
    /// - Throws: `NetworkError` if the model does not fit the images.
    public func network() throws(NetworkError) -> Network {
        try Network(model, input: input, classes: classes, bucketLimit: bucketLimit)
    }

    /// The job as JSON with sorted keys: the same text for the same job.
    public var text: String { jsonText(self) }

    /// SHA-256 of ``text``. A worker tells that of the job as it has understood it.
    public var digest: String { Digest.sha256(text: text) }
}

extension WorkerJob {
    /// UTF-8 bytes of ``text``, at most.
    public static let textLimit = 4 << 20

    /// Reads what ``text`` writes.
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
        // What is written again has all keys that this release knows.
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
