import Messages
import Vocabulary

/// An action that the state machine of a worker wants its shell to carry out. The shell must carry out directives in
/// order.
public enum WorkerDirective: Sendable, Hashable {
    /// What the frame of a message holds.
    public enum Attachment: Sendable, Hashable {
        /// The message has no frame.
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
    /// Keep the frame of the present message, which holds the samples of this block.
    case keepSamples(WorkNode)
    /// Free the samples of this block.
    case dropSamples(WorkNode)
    /// Compute a micro-batch of a block on a slot, and report its parts with ``Worker/reported(slot:_:)``.
    case compute(slot: Int, microBatch: Int, of: WorkNode, samples: Int)
    /// Store the gradient that a slot has just reported, as this node.
    case store(slot: Int, WorkBucket)
    /// Store the sum left + right of two nodes as the node `into`, and free both.
    case add(left: WorkBucket, right: WorkBucket, into: WorkBucket)
    /// Free the sum of gradients that is stored as this node.
    case discard(WorkBucket)
    /// Close this connection and connect again.
    case reconnect(reason: String)
    /// Leave the run, and do not connect again.
    case finish(reason: String, outcome: WorkerOutcome)
}

/// How a worker's part in a run ended.
public enum WorkerOutcome: Sendable, Hashable {
    /// The coordinator said goodbye for good, for instance because the run is over; or this worker was stopped, for
    /// instance by Ctrl-C.
    case done
    /// The coordinator rejected this worker.
    case refused
}

/// Names a block of micro-batches of a step, which a worker computes.
public struct WorkNode: Sendable, Hashable {
    /// The step that the micro-batches belong to.
    public let step: StepID
    /// The block of micro-batches.
    public let block: Block

    /// Makes the name of a node.
    public init(step: StepID, block: Block) {
        self.step = step
        self.block = block
    }
}

/// Names a sum of gradients on a worker: the gradient of one bucket, summed over a block of micro-batches of a step.
public struct WorkBucket: Sendable, Hashable {
    /// The micro-batches whose gradients are summed, and their step.
    public let work: WorkNode
    /// The bucket, in the model's forward order.
    public let bucket: Int

    /// Makes the name of a node.
    public init(work: WorkNode, bucket: Int) {
        self.work = work
        self.bucket = bucket
    }
}

/// A slot's report about its micro-batch. The reports come in this order: the metrics, in training each bucket as soon
/// as its gradient is final, the time that the micro-batch took, and that the slot is idle.
public enum SlotReport: Sendable, Hashable {
    /// The sums of the metrics over the micro-batch's samples.
    case metrics(MetricSums)
    /// The gradient of this bucket is final.
    case bucket(Int)
    /// The seconds that the micro-batch took.
    case took(Double)
    /// The slot has finished its micro-batch, and can take another.
    case idle
}
