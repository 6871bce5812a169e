import Messages
import Vocabulary

/// An action for a worker's shell. Directives must be carried out in order.
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
    /// Decode the job in the frame of the present message, build the network and its replicas, compute the numerics
    /// fingerprint and report it with ``Worker/prepared(fingerprint:job:)``.
    case prepare(Welcome)
    /// Copy the frame of the present message into this bucket of the incoming weights.
    case loadWeights(bucket: Int)
    /// The incoming weights are complete and no slot uses the present ones: swap the two.
    case adoptWeights(version: UInt64)
    /// Keep the frame of the present message: the samples of this block.
    case keepSamples(WorkNode)
    /// Free the samples of this block.
    case dropSamples(WorkNode)
    /// Compute a micro-batch of a block on a slot, and report its parts with ``Worker/reported(slot:_:)``.
    case compute(slot: Int, microBatch: Int, of: WorkNode, samples: Int)
    /// Store the gradient that a slot has reported as this node.
    case store(slot: Int, WorkBucket)
    /// Add two nodes, left + right, and free both.
    case add(left: WorkBucket, right: WorkBucket, into: WorkBucket)
    /// Free a node.
    case discard(WorkBucket)
    /// Close this connection and connect again.
    case reconnect(reason: String)
    /// Leave for good.
    case finish(reason: String, outcome: WorkerOutcome)
}

/// How a worker's part in a run ended.
public enum WorkerOutcome: Sendable, Hashable {
    /// The run is over, or the worker was asked to leave.
    case done
    /// The coordinator rejected this worker.
    case refused
}

/// Names some micro-batches of a step on a worker.
public struct WorkNode: Sendable, Hashable {
    /// The step.
    public let step: StepID
    /// The micro-batches.
    public let block: Block

    /// Makes the name of a node.
    public init(step: StepID, block: Block) {
        self.step = step
        self.block = block
    }
}

/// Names a sum of gradients on a worker: that of one bucket over some micro-batches of a step.
public struct WorkBucket: Sendable, Hashable {
    /// The micro-batches.
    public let work: WorkNode
    /// The bucket, in the model's forward order.
    public let bucket: Int

    /// Makes the name of a node.
    public init(work: WorkNode, bucket: Int) {
        self.work = work
        self.bucket = bucket
    }
}

/// A slot's report about its micro-batch. The order is: its metrics, in training each bucket when its gradient is
/// final, the time that it took, and that the slot is idle.
public enum SlotReport: Sendable, Hashable {
    /// Loss and correct predictions.
    case metrics(MetricSums)
    /// The gradient of this bucket is final.
    case bucket(Int)
    /// The seconds that the micro-batch took.
    case took(Double)
    /// The slot is idle.
    case idle
}
