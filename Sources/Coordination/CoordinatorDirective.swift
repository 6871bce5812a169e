import Messages
import Vocabulary

/// An action for the coordinator's shell. Directives must be carried out in order.
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
    /// Drop all messages that wait to be sent to a peer: its session has ended.
    case drop(PeerID)
    /// Store the frame of the present message as this node.
    case store(NodeID)
    /// Free a node.
    case discard(NodeID)
    /// Keep the frame of the present message until it can be compared.
    case keep(CandidateID)
    /// Free a frame that was kept.
    case forget(CandidateID)
    /// Compute a block in this process, in the background. Report its result, metrics first, with
    /// ``Coordinator/refereed(_:inspection:at:)``.
    case compute(Assignment)
    /// Add two nodes, left + right, and free both.
    case add(left: NodeID, right: NodeID, into: NodeID)
    /// Compute a bucket's new weights from this node, free it, and report that with
    /// ``Coordinator/bucketApplied(_:at:)`` or ``Coordinator/bucketNotFinite(_:at:)``.
    case apply(NodeID)
    /// Discard the new weights that were computed in this step. Memory of them that is still being sent must not be
    /// overwritten.
    case restartStep
    /// Stop the run: a loss, a gradient or an updated weight is not finite, and no worker is at fault. `bucket` is nil
    /// for the loss.
    case stop(StepID, bucket: Int?)
    /// The step is complete: begin the next one with ``Coordinator/begin(_:samples:at:)``.
    case stepEnded(StepID, MetricSums)
    /// Report an event to the subscribers of the run.
    case report(ClusterEvent)
}
