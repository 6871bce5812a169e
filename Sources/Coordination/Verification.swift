import Messages
import Vocabulary

/// A step of which nothing is believed that only one worker says: what was sent of its blocks and is not compared yet.
///
/// Each part of a block is believed when workers of two names have sent the same bytes. Where they differ, or where
/// there is only one, the coordinator computes the block itself, and is right: refereed delegation, as in Verde (Arun
/// et al., 2025), with blocks that are small enough to be computed again as a whole.
struct Verification: Sendable {
    /// A part of a block as one worker sent it.
    struct Answer: Sendable {
        /// Who, by name.
        let worker: String
        /// Nil for a gradient, which the shell keeps.
        let metrics: MetricSums?
    }

    /// A block that is not whole.
    struct Check: Sendable {
        /// What waits to be compared.
        var answers: [ResultPart: [Answer]] = [:]
        /// Who has sent all of it.
        var finished: Set<String> = []
        /// Whether the coordinator computes it.
        var isRefereed = false
        /// Whether two answers differ: then only the coordinator's own counts.
        var isDisputed = false
    }

    /// The blocks that are not whole. A step's blocks are cut once.
    private(set) var checks: [Block: Check] = [:]

    subscript(block: Block) -> Check? { checks[block] }

    /// Begins to check a block.
    mutating func open(_ block: Block) {
        checks[block] = Check()
    }

    /// Ends the check of a block; returns the gradients that the shell keeps of it.
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

    /// Takes the answers to a question that is decided; returns the gradients that the shell keeps of them.
    mutating func decide(_ part: ResultPart, of block: Block) -> [CandidateID] {
        defer { checks[block]?.answers[part] = nil }
        return candidates(part, of: block)
    }

    /// Forgets what a worker has said; returns the gradients that the shell keeps of it.
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
