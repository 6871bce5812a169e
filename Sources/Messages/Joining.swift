/// A worker's wish to join.
public struct Hello: Sendable, Hashable {
    /// The version of the language that the worker speaks, see ``ProtocolVersion``.
    public var protocolVersion: UInt32
    /// The worker's name for people; two workers may have the same.
    public var workerName: String
    /// The machine it runs on.
    public var host: String
    /// How many micro-batches it computes at a time: 1…1024.
    public var slots: Int
    /// The widest vector instructions that it has.
    public var coreName: String
    /// Its process id on `host`, from 1.
    public var processID: Int

    /// A hello with these values.
    public init(
        protocolVersion: UInt32, workerName: String, host: String, slots: Int, coreName: String, processID: Int
    ) {
        self.protocolVersion = protocolVersion
        self.workerName = workerName
        self.host = host
        self.slots = slots
        self.coreName = coreName
        self.processID = processID
    }
}

/// All that a worker must know to compute micro-batches of a run.
public struct Welcome: Sendable, Hashable {
    /// The run's UUID.
    public var runID: String
    /// The model spec as JSON, at most ``MessageLimits/modelBytes`` long.
    public var model: String
    /// Rows of an image.
    public var height: Int
    /// Columns of an image.
    public var width: Int
    /// Values of a pixel.
    public var channels: Int
    /// How many classes there are.
    public var classes: Int
    /// Samples of a whole global batch.
    public var batchSize: Int
    /// Micro-batches of a global batch: a power of two, at most 4096 and at most `batchSize`.
    public var microBatches: Int
    /// The seed of all random streams.
    public var seed: UInt64
    /// One weight per class, each finite and not negative.
    public var classWeights: [Float]
    /// The run's numerics fingerprint.
    public var fingerprint: String
    /// Which kernels the run uses: `native` or `portable`.
    public var kernels: String
    /// How gradients travel: `fp32` or `bf16`.
    public var exchangePrecision: String
    /// The version of the weights that follow.
    public var version: UInt64
    /// How many buckets a version of the weights has.
    public var bucketCount: Int
    /// The most floats in one of them, a power of two: where larger layers are cut.
    public var bucketLimit: Int
    /// Seconds of the other side's silence after which a side ends the session.
    public var workerTimeout: Double

    /// A welcome with these values.
    public init(
        runID: String, model: String, height: Int, width: Int, channels: Int, classes: Int, batchSize: Int,
        microBatches: Int, seed: UInt64, classWeights: [Float], fingerprint: String, kernels: String,
        exchangePrecision: String, version: UInt64, bucketCount: Int, bucketLimit: Int,
        workerTimeout: Double
    ) {
        self.runID = runID
        self.model = model
        self.height = height
        self.width = width
        self.channels = channels
        self.classes = classes
        self.batchSize = batchSize
        self.microBatches = microBatches
        self.seed = seed
        self.classWeights = classWeights
        self.fingerprint = fingerprint
        self.kernels = kernels
        self.exchangePrecision = exchangePrecision
        self.version = version
        self.bucketCount = bucketCount
        self.bucketLimit = bucketLimit
        self.workerTimeout = workerTimeout
    }
}

/// A welcomed worker's word that it has built the network.
public struct Ready: Sendable, Hashable {
    /// The worker's own numerics fingerprint.
    public var fingerprint: String

    /// A ready with this fingerprint.
    public init(fingerprint: String) {
        self.fingerprint = fingerprint
    }
}

/// The answer that keeps a worker out.
public struct Refused: Sendable, Hashable {
    /// Why, for a person.
    public var reason: String
    /// Whether a later try may succeed.
    public var retry: Bool

    /// A refusal with these values.
    public init(reason: String, retry: Bool) {
        self.reason = reason
        self.retry = retry
    }
}
