import Messages
import Vocabulary

/// The state of a verified step: the results that are not compared yet. In such a step no result is accepted because a
/// single worker has sent it.
///
/// A part of a block's result is accepted when workers of two names have sent the same bytes. If their bytes differ, or
/// there is only one worker, the coordinator computes the block itself, and its result counts. This is refereed
/// delegation, as in Verde (Arun et al., 2025), with blocks that are small enough to compute them again as a whole.
struct Verification: Sendable {
    /// A part of a block's result as one worker sent it.
    struct Answer: Sendable {
        /// The name of the worker that sent the answer.
        let worker: String
        /// The metrics, if the part is the metrics; nil for a gradient, which the shell keeps.
        let metrics: MetricSums?
    }

    /// The state of a block whose verification has not ended: some results are missing or not compared.
    struct Check: Sendable {
        /// Answers that wait to be compared.
        var answers: [ResultPart: [Answer]] = [:]
        /// The names of the workers that have sent all parts of the block's result.
        var finished: Set<String> = []
        /// Whether the coordinator computes the block itself.
        var isRefereed = false
        /// Whether two answers differ. Then only the coordinator's own result counts.
        var isDisputed = false
    }

    /// The checks of the blocks whose results are not complete. The micro-batches of a verified step are cut into
    /// blocks only once, so results of the same block can be compared.
    private(set) var checks: [Block: Check] = [:]

    subscript(block: Block) -> Check? { checks[block] }

    /// Begins the check of a block.
    mutating func open(_ block: Block) {
        checks[block] = Check()
    }

    /// Ends the check of a block. Returns the names of the gradients among the block's answers. The shell keeps these
    /// gradients, and can free them now.
    mutating func close(_ block: Block) -> [CandidateID] {
        defer { checks[block] = nil }
        return checks[block]?.answers.keys.flatMap { candidates($0, of: block) } ?? []
    }

    mutating func markRefereed(_ block: Block) { checks[block]?.isRefereed = true }

    mutating func markDisputed(_ block: Block) { checks[block]?.isDisputed = true }

    mutating func markFinished(_ block: Block, by worker: String) { checks[block]?.finished.insert(worker) }

    /// Keeps an answer until it can be compared.
    mutating func keep(_ answer: Answer, to part: ResultPart, of block: Block) {
        checks[block]?.answers[part, default: []].append(answer)
    }

    /// Removes the answers for a part that is decided. Returns the names of the gradients among these answers. The
    /// shell keeps these gradients, and can free them now.
    mutating func decide(_ part: ResultPart, of block: Block) -> [CandidateID] {
        defer { checks[block]?.answers[part] = nil }
        return candidates(part, of: block)
    }

    /// Removes the answers of a worker. Returns the names of the gradients among these answers. The shell keeps these
    /// gradients, and can free them now.
    mutating func forget(_ worker: String) -> [CandidateID] {
        var forgotten: [CandidateID] = []
        for (block, check) in checks {
            checks[block]?.finished.remove(worker)
            for part in check.answers.keys {
                forgotten += candidates(part, of: block).filter { $0.worker == worker }
                checks[block]?.answers[part]?.removeAll { $0.worker == worker }
            }
        }
        return forgotten
    }

    private func candidates(_ part: ResultPart, of block: Block) -> [CandidateID] {
        guard case .bucket(let bucket) = part else { return [] }
        return (checks[block]?.answers[part] ?? []).map {
            CandidateID(node: NodeID(bucket: bucket, block: block), worker: $0.worker)
        }
    }
}
