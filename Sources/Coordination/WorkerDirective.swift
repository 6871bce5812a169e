import Messages

/// Something for a worker's shell to do. Directives are to be carried out in order.
public enum WorkerDirective: Sendable, Hashable {
    /// What travels with a message.
    public enum Attachment: Sendable, Hashable {
        /// Nothing.
        case none
        /// A bucket of the gradient that is kept as this node.
        case gradient(WorkNode, bucket: Int)
    }

    /// Send a message to the coordinator.
    case send(Envelope, attachment: Attachment)
    /// Build the network and its replicas, take the numerics fingerprint and say so with ``Worker/prepared``.
    case prepare(Welcome)
    /// Copy the frame of the message at hand into this bucket of the incoming weights.
    case loadWeights(bucket: Int)
    /// The incoming weights are whole and nothing computes with the present ones: they change places.
    case adoptWeights(version: UInt64)
    /// Keep the frame of the message at hand: the samples of this block.
    case keepSamples(WorkNode)
    /// Free the samples of this block.
    case dropSamples(WorkNode)
    /// Compute a micro-batch of a block on a slot, and say so with ``Worker/computed``.
    case compute(slot: Int, microBatch: Int, of: WorkNode, samples: Int)
    /// Keep the gradient that a slot has made as this node.
    case store(slot: Int, WorkNode)
    /// Make the sum of two nodes, left + right, and free both.
    case add(left: WorkNode, right: WorkNode, into: WorkNode)
    /// Free a node.
    case discard(WorkNode)
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
