import PlainText
import Terminals
import Vocabulary

extension ClusterEvent {
    /// The event as one line for a person.
    package var sentence: String {
        switch self {
        case .joined(let worker, let host, let slots, let workers):
            let capacity = counted(slots, "slot")
            return "worker \(worker) joined from \(host) with \(capacity); \(counted(workers, "worker"))"
        case .left(let worker, let host, let reason):
            return "worker \(worker) left: \(reason) (\(host))"
        case .refused(let worker, let reason):
            return "worker \(worker) was refused: \(OptionNames.inserted(into: reason))"
        case .lost(let worker, let host, let loss, let blocks):
            let work = blocks == 0 ? "" : "; \(counted(blocks, "block is", plural: "blocks are")) computed again"
            return "worker \(worker) was lost: \(loss.reason) (\(host))\(work)"
        case .notJoined(let worker, let loss):
            return "worker \(worker) did not join: \(loss.reason)"
        case .ignored(let peer, let reason):
            return "ignored peer \(peer.hexadecimal): \(reason)"
        case .connectionFailed(let reason):
            return "refused a connection: \(reason)"
        case .suspended(let seconds):
            return "this process stood still for \((seconds * 10).rounded() / 10) s; all deadlines begin anew"
        case .waiting(let workers, let needed):
            return "waiting for workers: \(workers) of \(needed) joined"
        case .idle(let capacity):
            return capacity.advice
        case .exchangeBound(let measured):
            return ExchangeAdvice(measured).text
        case .expelled(let expulsion):
            return expulsion.sentence
        case .doubted(let worker, let since, let checkpoint?):
            return "\(checkpoint) is from before step \(since), the first with unverified work of worker \(worker)"
        case .doubted(let worker, let since, nil):
            return "no checkpoint is from before step \(since), the first with unverified work of worker \(worker): "
                + "begin a new run"
        }
    }
}

extension Expulsion {
    fileprivate var sentence: String {
        let stepText = (step.phase == .training ? "step " : "the validation after step ") + "\(stepNumber)"
        let known =
            "worker \(worker) was expelled: its result in \(stepText) is not what the coordinator computes itself"
        guard let unverifiedSince else { return known + "; no unverified work of it is in the run" }
        return known + "; its unverified work is in the run from step \(unverifiedSince) on, which is no longer "
            + "reproducible"
    }
}
