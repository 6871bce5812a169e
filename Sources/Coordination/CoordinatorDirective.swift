import Messages
import Vocabulary

/// Something for the coordinator's shell to do. Directives are to be carried out in order.
public enum CoordinatorDirective: Sendable, Hashable {
    /// What travels with a message.
    public enum Attachment: Sendable, Hashable {
        /// Nothing.
        case none
        /// The job that workers compute.
        case job
        /// A bucket of a version's weights.
        case weights(version: UInt64, bucket: Int)
        /// The pixels and labels of a block of a step's micro-batches.
        case samples(StepID, Block)
    }

    /// Send a message to a peer.
    case send(Envelope, to: PeerID, attachment: Attachment)
    /// Forget what is still to be sent to a peer: its session has ended.
    case drop(PeerID)
    /// Keep the frame of the message at hand as this node.
    case store(NodeID)
    /// Free a node.
    case discard(NodeID)
    /// Keep the frame of the message at hand until it can be compared.
    case keep(CandidateID)
    /// Free what was kept.
    case forget(CandidateID)
    /// Compute a block here, without holding anything up, and say what it comes to, its metrics first, with
    /// ``Coordinator/refereed(_:inspection:at:)``.
    case compute(Assignment)
    /// Make the sum of two nodes, left + right, and free both.
    case add(left: NodeID, right: NodeID, into: NodeID)
    /// Make a bucket's new weights of this node, free it, and say so with ``Coordinator/bucketApplied(_:at:)``, or with
    /// ``Coordinator/bucketNotFinite(_:at:)``.
    case apply(NodeID)
    /// Forget the new weights that were made in this step. What is still being sent of them is not to be written to.
    case restartStep
    /// Stop the run: a loss, a gradient or what becomes of it is not finite, and that is nobody's fault. `bucket` is
    /// nil for the loss.
    case stop(StepID, bucket: Int?)
    /// The step is whole: decide what comes next and say so with ``Coordinator/begin(_:samples:at:)``.
    case stepEnded(StepID, MetricSums)
    /// Tell whoever watches the run.
    case report(ClusterEvent)
}
