import Messages
import Vocabulary

/// Verified steps: two workers compute each block. Where their results differ, the coordinator computes the block
/// itself.
extension Coordinator {
    /// Whether the present step is a verified one.
    var isVerified: Bool { step?.verification != nil }

    /// Gives each block that is still being checked to as many workers as are missing, so that two workers of different
    /// names compute the block. If there are not enough workers, the coordinator computes the block itself.
    mutating func askForSecondOpinions(at now: Duration) {
        guard let step, let blocks = step.verification?.checks.keys.sorted(by: { $0.start < $1.start }) else { return }
        for block in blocks {
            while let check = self.step?.verification?[block], !check.isRefereed {
                let names = names(at: block)
                guard names.count < 2 else { break }
                if let other = nextWorker(for: block, besides: names) {
                    assign(block, to: other, at: now)
                } else {
                    // No other worker is left, so the coordinator computes the block, but only after a worker has
                    // finished it. An earlier result of the coordinator would be accepted at once, and the worker's
                    // computation would be wasted.
                    if !check.finished.isEmpty { askReferee(block) }
                    break
                }
            }
        }
    }

    /// If all workers that compute a block have taken longer than `patience`, gives the block to an idle third worker.
    /// If there is none, the coordinator computes the block.
    mutating func raceCheck(of block: Block, patience: Duration, at now: Duration) {
        guard let step else { return }
        let newest = members.compactMap { step.work.holding(block, of: $0.id)?.since }.max() ?? now
        guard let check = step.verification?[block], !check.isRefereed, now - newest > patience else { return }
        let names = names(at: block)
        let idle = members.first {
            step.work.isIdle($0.id) && isReady($0) && !$0.isNotComputing && !names.contains($0.name)
        }
        if let idle, names.count < 3 {
            assign(block, to: idle.id, at: now)
        } else {
            askReferee(block)
        }
        counters[.blocksRaced] += 1
    }

    /// Takes a part of a block's result in a verified step, and compares it with the results of other workers.
    mutating func takeVerified(
        _ result: BlockResult, metrics: MetricSums?, inspection: ResultInspection, from id: UInt64, at now: Duration
    ) {
        let (part, block) = (result.part, result.block)
        guard let session = membership[id], let holding = step?.work.holding(block, of: id) else {
            return
        }
        guard part == .metrics || holding.delivered.contains(.metrics) else {
            // After a restart of the step, the rest of a result from before may still arrive. That is no fault of the
            // worker.
            if step?.reduction.revoked == nil { end(id, .misbehaved(Coordinator.tooEarly), at: now) }
            return
        }
        guard deliver(part, of: block, from: id, at: now) else { return }
        if !isThere(part, of: block), let check = step?.verification?[block] {
            let earlier = (check.answers[part] ?? []).filter { $0.worker != session.name }
            if !check.isDisputed, earlier.contains(where: { isEqual($0, metrics, of: result, inspection) }) {
                believe(part, metrics, of: block, inspection: inspection, at: now)
            } else if check.answers[part]?.contains(where: { $0.worker == session.name }) != true {
                keep(Verification.Answer(worker: session.name, metrics: metrics), to: part, of: block)
                if !earlier.isEmpty { dispute(block) }
            }
        }
        let isFinished = step?.work.holding(block, of: id)?.delivered.count == partCount
        if isFinished {
            finish(holding, of: session, at: now)
            step?.verification?.markFinished(block, by: session.name)
        }
        closeCheck(of: block, at: now)
        if isFinished { askForSecondOpinions(at: now) }
    }

    /// The coordinator has computed a part of a block's result itself. If the part is a gradient, the shell has its
    /// bytes.
    public mutating func refereed(
        _ result: BlockResult, inspection: ResultInspection, at now: Duration
    ) -> [CoordinatorDirective] {
        advance(to: now)
        let (part, block) = (result.part, result.block)
        guard step?.id == result.step, let check = step?.verification?[block], check.isRefereed,
            !isThere(part, of: block)
        else { return takeDirectives() }
        var metrics: MetricSums?
        if case .metrics(let sums) = result.content { metrics = sums }
        // If the coordinator's own result is not finite, the run has diverged. No worker is to blame, whatever the
        // workers sent.
        if inspection.notFinite() != nil || metrics?.isFinite == false {
            stop(part)
            return takeDirectives()
        }
        let wrong = (check.answers[part] ?? []).filter { !isEqual($0, metrics, of: result, inspection) }
        believe(part, metrics, of: block, inspection: inspection, at: now)
        closeCheck(of: block, at: now)
        for answer in wrong { expel(answer.worker, at: now) }
        endStepIfComplete(at: now)
        return takeDirectives()
    }

    /// The number of parts of a block's result in the present step: the metrics, and a gradient for each bucket.
    private var partCount: Int { 1 + (step?.reduction.buckets.count ?? 0) }

    /// The names of the workers that compute a block or have computed it.
    private func names(at block: Block) -> Set<String> {
        let holders = members.filter { step?.work.holds($0.id, anyOf: block) == true }.map(\.name)
        return (step?.verification?[block]?.finished ?? []).union(holders)
    }

    /// The id of the session whose worker would finish a block first, after the work that this worker already has.
    /// Workers with one of `names` are left out. Returns nil if no worker is left.
    private func nextWorker(for block: Block, besides names: Set<String>) -> UInt64? {
        let others = prompt(among: members.filter { isReady($0) && !names.contains($0.name) })
        let times = zip(others, estimates(of: others)).map { worker, seconds in
            let rounds = step?.work.rounds(of: worker.id, with: block, slots: worker.slots) ?? 1
            return (id: worker.id, time: Double(rounds) * (seconds ?? 1))
        }
        return times.min { ($0.time, $0.id) < ($1.time, $1.id) }?.id
    }

    private func isEqual(
        _ answer: Verification.Answer, _ metrics: MetricSums?, of result: BlockResult, _ inspection: ResultInspection
    ) -> Bool {
        switch result.content {
        case .metrics:
            guard let metrics, let other = answer.metrics else { return false }
            return metrics.isIdentical(to: other)
        case .bucket(let bucket):
            let node = NodeID(bucket: bucket, block: result.block)
            return inspection.equals(CandidateID(node: node, worker: answer.worker))
        }
    }

    private mutating func keep(_ answer: Verification.Answer, to part: ResultPart, of block: Block) {
        step?.verification?.keep(answer, to: part, of: block)
        if case .bucket(let bucket) = part {
            let node = NodeID(bucket: bucket, block: block)
            directives.append(.keep(CandidateID(node: node, worker: answer.worker)))
        }
    }

    /// Accepts a part of a block's result. For metrics, `metrics` has the values; for a gradient, the shell has the
    /// bytes, and `metrics` is not used.
    private mutating func believe(
        _ part: ResultPart, _ metrics: MetricSums?, of block: Block, inspection: ResultInspection, at now: Duration
    ) {
        switch part {
        case .metrics:
            if let metrics { fill(metrics, block: block, inspection: inspection, at: now) }
        case .bucket(let bucket):
            fill(bucket: bucket, block: block, at: now)
        }
        directives += (step?.verification?.decide(part, of: block) ?? []).map { .forget($0) }
    }

    private mutating func dispute(_ block: Block) {
        step?.verification?.markDisputed(block)
        if step?.verification?[block]?.isRefereed == false { askReferee(block) }
    }

    private mutating func askReferee(_ block: Block) {
        guard let step else { return }
        self.step?.verification?.markRefereed(block)
        directives.append(.compute(Assignment(step: step.id, block: block, samples: step.reduction.samples)))
    }

    /// Ends the check of a block once all parts of its result are decided.
    private mutating func closeCheck(of block: Block, at now: Duration) {
        guard step?.verification?[block] != nil, step?.reduction.covers(block) == true else { return }
        directives += (step?.verification?.close(block) ?? []).map { .forget($0) }
        counters[.blocksVerified] += 1
        takeBackCopies(at: now)
    }
}
