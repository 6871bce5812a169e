import Messages
import Vocabulary

/// Something for a worker's shell to do. Directives are to be carried out in order.
public enum WorkerDirective: Sendable, Hashable {
    /// What travels with a message.
    public enum Attachment: Sendable, Hashable {
        /// Nothing.
        case none
        /// The gradient that is kept as this node.
        case gradient(WorkBucket)
    }

    /// Send a message to the coordinator.
    case send(Envelope, attachment: Attachment)
    /// Read the job in the frame of the message at hand, build the network and its replicas, take the numerics
    /// fingerprint and say so with ``Worker/prepared(fingerprint:job:)``.
    case prepare(Welcome)
    /// Copy the frame of the message at hand into this bucket of the incoming weights.
    case loadWeights(bucket: Int)
    /// The incoming weights are whole and nothing computes with the present ones: they change places.
    case adoptWeights(version: UInt64)
    /// Keep the frame of the message at hand: the samples of this block.
    case keepSamples(WorkNode)
    /// Free the samples of this block.
    case dropSamples(WorkNode)
    /// Compute a micro-batch of a block on a slot, and tell of it with ``Worker/reported(slot:_:)``.
    case compute(slot: Int, microBatch: Int, of: WorkNode, samples: Int)
    /// Keep the gradient that a slot has reported as this node.
    case store(slot: Int, WorkBucket)
    /// Make the sum of two nodes, left + right, and free both.
    case add(left: WorkBucket, right: WorkBucket, into: WorkBucket)
    /// Free a node.
    case discard(WorkBucket)
    /// Give this connection up and begin anew.
    case reconnect(reason: String)
    /// Leave for good.
    case finish(reason: String, outcome: WorkerOutcome)
}

/// How a worker's part in a run ended.
public enum WorkerOutcome: Sendable, Hashable {
    /// The run is over, or the worker was asked to leave.
    case done
    /// The coordinator does not take this worker.
    case refused
}

/// Some micro-batches of a step, on a worker.
public struct WorkNode: Sendable, Hashable {
    /// The step.
    public let step: StepID
    /// The micro-batches.
    public let block: Block

    /// Names a place.
    public init(step: StepID, block: Block) {
        self.step = step
        self.block = block
    }
}

/// A place for a sum of gradients on a worker: one bucket's over some micro-batches of a step.
public struct WorkBucket: Sendable, Hashable {
    /// The micro-batches.
    public let work: WorkNode
    /// The bucket, in the model's forward order.
    public let bucket: Int

    /// Names a place.
    public init(work: WorkNode, bucket: Int) {
        self.work = work
        self.bucket = bucket
    }
}

/// What a slot tells of its micro-batch, in this order: its metrics, in training its buckets, each once it is final,
/// and how long it took, and that the slot is idle again.
public enum SlotReport: Sendable, Hashable {
    /// Loss and correct predictions.
    case metrics(MetricSums)
    /// The gradient of this bucket is final.
    case bucket(Int)
    /// The seconds that all of it took.
    case took(Double)
    /// The slot can take another.
    case idle
}
