import Messages
import Vocabulary

/// Something for the coordinator's shell to do. Directives are to be carried out in order.
public enum CoordinatorDirective: Sendable, Hashable {
    /// What travels with a message.
    public enum Attachment: Sendable, Hashable {
        /// Nothing.
        case none
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
    /// Compute a block here, without holding anything up, and say what it comes to, its figures first, with
    /// ``Coordinator/refereed(_:inspection:at:)``.
    case compute(Assignment)
    /// Make the sum of two nodes, left + right, and free both.
    case add(left: NodeID, right: NodeID, into: NodeID)
    /// Make a bucket's new weights of this node, free it, and say so with ``Coordinator/bucketApplied(_:at:)``, or with
    /// ``Coordinator/bucketNotFinite(_:at:)``.
    case apply(NodeID)
    /// Forget the new weights that were made in this step. What is still being sent of them is not to be written to.
    case startOver
    /// Stop the run: a loss, a gradient or what becomes of it is not finite, and that is nobody's fault. `bucket` is nil for the loss.
    case stop(StepID, bucket: Int?)
    /// The step is whole: decide what comes next and say so with ``Coordinator/begin(_:samples:at:)``.
    case stepEnded(StepID, StepFigures)
    /// Tell the operator.
    case report(ClusterNotice)
}

/// What an operator wants to know of the cluster.
public enum ClusterNotice: Sendable, Hashable, CustomStringConvertible {
    /// A worker became a member.
    case joined(worker: String, host: String, slots: Int, workers: Int)
    /// A worker said goodbye.
    case left(worker: String, host: String, reason: String)
    /// A worker was not let in.
    case refused(worker: String, reason: String)
    /// A member's session ended by itself; its blocks, as many as given, wait for others.
    case lost(worker: String, host: String, reason: String, blocks: Int)
    /// A session ended before its worker was a member.
    case notJoined(worker: String, reason: String)
    /// Somebody who is no worker of this run is not heard.
    case ignored(peer: PeerID, reason: String)
    /// A connection came to nothing.
    case connectionFailed(reason: String)
    /// This process has done nothing for a while.
    case suspended(seconds: Double)
    /// There are fewer workers than needed.
    case waiting(workers: Int, needed: Int)
    /// More slots, or cores, than micro-batches.
    case idle(IdleCapacity)
    /// The exchange, and not computing, is what more workers would wait for.
    case exchangeBound(ExchangeAdvice)
    /// A worker was found to be wrong.
    case expelled(Expulsion)
    /// What is left from before the first unverified work of a worker that was wrong: the path of a checkpoint, if any.
    case doubted(worker: String, since: UInt64, checkpoint: String?)

    /// One line for a person.
    public var description: String {
        switch self {
        case .joined(let worker, let host, let slots, let workers):
            let capacity = "\(slots) slot\(slots == 1 ? "" : "s")"
            return "worker \(worker) joined from \(host) with \(capacity); \(workers) worker\(workers == 1 ? "" : "s")"
        case .left(let worker, let host, let reason):
            return "worker \(worker) left: \(reason) (\(host))"
        case .refused(let worker, let reason):
            return "worker \(worker) was refused: \(reason)"
        case .lost(let worker, let host, let reason, let blocks):
            let work = blocks == 0 ? "" : "; \(blocks) block\(blocks == 1 ? " is" : "s are") computed again"
            return "worker \(worker) was lost: \(reason) (\(host))\(work)"
        case .notJoined(let worker, let reason):
            return "worker \(worker) did not join: \(reason)"
        case .ignored(let peer, let reason):
            let name = peer.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return "ignored peer \(name): \(reason)"
        case .connectionFailed(let reason):
            return "refused a connection: \(reason)"
        case .suspended(let seconds):
            return "this process stood still for \((seconds * 10).rounded() / 10) s; all deadlines begin anew"
        case .waiting(let workers, let needed):
            return "waiting for workers: \(workers) of \(needed) joined"
        case .idle(let capacity):
            return "\(capacity)"
        case .exchangeBound(let advice):
            return "\(advice)"
        case .expelled(let expulsion):
            return "\(expulsion)"
        case .doubted(let worker, let since, let checkpoint?):
            return "\(checkpoint) is from before step \(since), the first with unverified work of worker \(worker)"
        case .doubted(let worker, let since, nil):
            return "no checkpoint is from before step \(since), the first with unverified work of worker \(worker): "
                + "begin a new run"
        }
    }
}
