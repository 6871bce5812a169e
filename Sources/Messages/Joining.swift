/// A worker's request to join a run.
public struct Hello: Sendable, Hashable {
    /// The worker's protocol version, see ``ProtocolVersion``.
    public var protocolVersion: UInt32
    /// The worker's name for people; two workers may have the same name.
    public var workerName: String
    /// The name of the machine that the worker runs on.
    public var host: String
    /// The number of micro-batches that the worker computes at a time: 1…1024.
    public var slots: Int
    /// The widest of Chorus's vector instruction sets that the worker's processor has, for instance `AVX2`.
    public var coreName: String
    /// The worker's process id on `host`, at least 1.
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

/// The answer that accepts a worker, with facts about the run. The message's frame holds the job as JSON text: the
/// model and all settings that a worker needs to compute micro-batches.
public struct Welcome: Sendable, Hashable {
    /// The run's UUID.
    public var runID: String
    /// The run's numerics fingerprint: a digest of what a small fixed computation gives on the coordinator's machine.
    public var fingerprint: String
    /// The version of the weights that the coordinator sends after this message.
    public var version: UInt64
    /// How many buckets the weights have. A bucket is a part of the weights that is sent as one message.
    public var bucketCount: Int
    /// The number of micro-batches in a global batch: a power of two, at most 4096.
    public var microBatches: Int
    /// The seconds after which the coordinator or the worker ends the session if it has heard nothing of the other.
    public var workerTimeout: Double

    /// A welcome with these values.
    public init(
        runID: String, fingerprint: String, version: UInt64, bucketCount: Int, microBatches: Int, workerTimeout: Double
    ) {
        self.runID = runID
        self.fingerprint = fingerprint
        self.version = version
        self.bucketCount = bucketCount
        self.microBatches = microBatches
        self.workerTimeout = workerTimeout
    }
}

/// The report of a welcomed worker that it has built the network, with two digests. From these the coordinator sees
/// whether the worker would compute the same bits.
public struct Ready: Sendable, Hashable {
    /// The numerics fingerprint that the worker has computed; the coordinator compares it with the run's.
    public var fingerprint: String
    /// SHA-256 of the job, after the worker has decoded and encoded it again. It differs from the coordinator's if the
    /// worker has understood another job.
    public var job: String

    /// A ready message with these digests.
    public init(fingerprint: String, job: String) {
        self.fingerprint = fingerprint
        self.job = job
    }
}

/// The answer that rejects a worker for good.
public struct Refused: Sendable, Hashable {
    /// Why the worker is rejected, as a text for people.
    public var reason: String

    /// A rejection with a reason.
    public init(reason: String) {
        self.reason = reason
    }
}
