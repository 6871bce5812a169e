import Messages
import Vocabulary

/// An action that the state machine wants its shell to carry out. The shell must carry out directives in order.
public enum CoordinatorDirective: Sendable, Hashable {
    /// What the frame of a message holds.
    public enum Attachment: Sendable, Hashable {
        /// The message has no frame.
        case none
        /// The job of the run, which says what workers compute.
        case job
        /// A bucket of a version's weights.
        case weights(version: UInt64, bucket: Int)
        /// The samples of a block of a step's micro-batches: their pixels, labels and indices.
        case samples(StepID, Block)
    }

    /// Send a message to a peer.
    case send(Envelope, to: PeerID, attachment: Attachment)
    /// Drop all messages that wait to be sent to a peer: its session has ended.
    case drop(PeerID)
    /// Store the gradient in the frame of the present message as this node of the reduction tree.
    case store(NodeID)
    /// Free the sum of gradients that is stored as this node.
    case discard(NodeID)
    /// Keep the gradient in the frame of the present message under this name, until another worker's gradient can be
    /// compared with it.
    case keep(CandidateID)
    /// Free the gradient that was kept under this name.
    case forget(CandidateID)
    /// Compute a block in this process, in the background. Report its result, metrics first, with
    /// ``Coordinator/refereed(_:inspection:at:)``.
    case compute(Assignment)
    /// Store the sum left + right of two nodes as the node `into`, and free both.
    case add(left: NodeID, right: NodeID, into: NodeID)
    /// Compute a bucket's new weights from the gradient that is stored as this node, free the gradient, and report the
    /// outcome with ``Coordinator/bucketApplied(_:at:)`` or ``Coordinator/bucketNotFinite(_:at:)``.
    case apply(NodeID)
    /// Discard the new weights that were computed in this step. If some of them are still being sent, their memory must
    /// not be overwritten.
    case restartStep
    /// Stop the run: a loss, a gradient, or an updated weight or optimizer moment is not finite, and no worker was
    /// found to be at fault. `bucket` is nil if it is a loss.
    case stop(StepID, bucket: Int?)
    /// The step is complete: begin the next one with ``Coordinator/begin(_:samples:at:)``.
    case stepEnded(StepID, MetricSums)
    /// Report an event to the subscribers of the run.
    case report(ClusterEvent)
}
