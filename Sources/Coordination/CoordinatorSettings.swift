import Messages
import Vocabulary

/// The settings of a run that the coordinator's state machine needs.
public struct CoordinatorSettings: Sendable {
    /// A random number that names this process of the coordinator within the run; never 0.
    public var term: UInt64
    /// The message that a worker gets when it joins.
    public var welcome: Welcome
    /// SHA-256 of the job that is sent with the welcome.
    public var jobDigest: String
    /// The number of samples in a whole global batch.
    public var batchSize: Int
    /// The metrics of a sample, in the order in which `MetricSums` has their sums.
    public var metrics: [Metric]
    /// The number of classes for which samples and predictions are counted in validation; 0 if none are counted.
    public var countedClasses: Int
    /// Bytes of each bucket's weights, in the model's forward order.
    public var bucketByteCounts: [Int]
    /// Bytes of each bucket's gradient as it is sent, in the model's forward order.
    public var gradientByteCounts: [Int]
    /// How many workers the first step waits for.
    public var minimumWorkers: Int
    /// How long a worker may be silent before its session ends.
    public var workerTimeout: Duration
    /// How long a worker that owes a result or an acknowledgement may make no progress before its session ends.
    public var stallTimeout: Duration
    /// Whether a worker may join that computes other bits than the coordinator.
    public var allowMixed: Bool
    /// One step in this many is verified; nil for none.
    public var verifyEvery: Int?
    /// When a bucket's weights are updated: once its own gradient is complete, or once the gradients of all buckets
    /// are.
    public var updatePolicy: UpdatePolicy
    /// What earlier processes of the run have recorded about workers: whose results were wrong, and whose results were
    /// used without verification.
    public var trust: TrustRecord
    /// The host name of the coordinator's machine. A worker with the same host name uses no network link, so no advice
    /// about the link is given for it.
    public var host: String

    /// Makes settings.
    ///
    /// - Parameter gradientByteCounts: nil if gradients have as many bytes as weights.
    public init(
        term: UInt64, welcome: Welcome, jobDigest: String, batchSize: Int, metrics: [Metric] = Metric.ofSamples,
        countedClasses: Int = 0, bucketByteCounts: [Int], gradientByteCounts: [Int]? = nil, minimumWorkers: Int = 1,
        workerTimeout: Duration = .seconds(10), stallTimeout: Duration = .seconds(60), allowMixed: Bool = false,
        verifyEvery: Int? = nil, updatePolicy: UpdatePolicy = .eachBucket, trust: TrustRecord = TrustRecord(),
        host: String = ""
    ) {
        self.term = term
        self.welcome = welcome
        self.jobDigest = jobDigest
        self.batchSize = batchSize
        self.metrics = metrics
        self.countedClasses = countedClasses
        self.bucketByteCounts = bucketByteCounts
        self.gradientByteCounts = gradientByteCounts ?? bucketByteCounts
        self.minimumWorkers = minimumWorkers
        self.workerTimeout = workerTimeout
        self.stallTimeout = stallTimeout
        self.allowMixed = allowMixed
        self.verifyEvery = verifyEvery
        self.updatePolicy = updatePolicy
        self.trust = trust
        self.host = host
    }
}
