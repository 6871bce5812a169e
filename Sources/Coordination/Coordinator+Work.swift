import Messages
import Vocabulary

/// Assigning blocks and receiving their results.
extension Coordinator {
    /// Assigns unassigned micro-batches to members that were sent the present weights. Assigns a block once more, to
    /// another member, if its result was not finite, or if the results of this step are verified by a second worker and
    /// the block has no second worker yet.
    mutating func assignWaitingWork(at now: Duration) {
        if step?.suspicions.isEmpty == false { askElsewhere(at: now) }
        divideWaitingWork(at: now)
        if isVerified { askForSecondOpinions(at: now) }
    }

    private mutating func divideWaitingWork(at now: Duration) {
        guard let step, !step.work.unassigned.isEmpty, membership.start() else { return }
        let ready = members.filter { isReady($0) }
        let takers = prompt(among: ready)
        let estimates = estimates(of: takers)
        let workers = zip(takers, estimates).map {
            WorkDivision.Worker(
                session: $0.id, slots: $0.slots, secondsPerMicroBatch: $1, load: step.work.load(of: $0.id))
        }
        for (id, blocks) in WorkDivision.divide(step.work.unassigned.sorted(), among: workers) {
            for block in blocks {
                self.step?.verification?.open(block)
                assign(block, to: id, at: now)
            }
        }
    }

    /// For each worker, the estimated seconds for a micro-batch, by which work is divided; nil for a worker of which
    /// nothing is measured. Normally this is the computing time that the worker reports. For a worker whose results
    /// take much longer than those of the fastest worker, as behind a slow link, it is the time until its results
    /// arrive. If any of the workers has not reported its computing time, the time until results arrive is used for all
    /// of them.
    func estimates(of workers: [Session]) -> [Double?] {
        let turnarounds = workers.map(\.turnaroundSeconds)
        guard workers.allSatisfy({ $0.computingSeconds != nil }), let fastest = turnarounds.compactMap(\.self).min()
        else { return turnarounds }
        return workers.map { worker in
            guard let turnaround = worker.turnaroundSeconds, turnaround > Coordinator.farFactor * fastest else {
                return worker.computingSeconds
            }
            return turnaround
        }
    }

    /// The sessions that deliver their work in time: none of their blocks was lately cancelled because another worker
    /// was faster (``Session/isOvertaken``, ``Session/isNotComputing``). Returns all `sessions` if no session is left.
    func prompt(among sessions: [Session]) -> [Session] {
        let prompt = sessions.filter { !$0.isOvertaken && !$0.isNotComputing }
        return prompt.isEmpty ? sessions : prompt
    }

    mutating func assign(_ block: Block, to id: UInt64, at now: Duration) {
        guard let step, let session = membership[id] else { return }
        if step.work.isIdle(id) { membership[id]?.restartPatience(at: now) }
        self.step?.work.give(block, to: id, slots: session.slots, at: now)
        let assignment = Assignment(step: step.id, block: block, samples: step.reduction.samples)
        send(.assignment(assignment), to: session, attachment: .samples(step.id, block))
    }

    /// Takes one part of a block's result.
    mutating func take(
        _ result: BlockResult, frameBytes: Int?, inspection: ResultInspection, from id: UInt64, at now: Duration
    ) {
        // A result of an earlier step is late, not wrong: its sender did not know yet that the step had ended.
        guard let step, step.id == result.step else { return }
        guard let holding = step.work.holding(result.block, of: id) else {
            // The session does not hold this block any more: the block was cancelled while its result was being sent.
            return
        }
        switch result.content {
        case .metrics(let metrics):
            let samples = step.reduction.samples(of: result.block)
            let classes = step.id.phase == .validation ? settings.countedClasses : 0
            guard metrics.samples == samples, metrics.fit(settings.metrics, classes: classes) else {
                end(id, .misbehaved("its metrics are not those of the block's \(samples) samples"), at: now)
                return
            }
            guard step.verification == nil else {
                takeVerified(result, metrics: metrics, inspection: inspection, from: id, at: now)
                break
            }
            guard metrics.isFinite else {
                suspect(.metrics, of: result.block, digest: metrics.digest, session: id, at: now)
                return
            }
            fill(metrics, block: result.block, inspection: inspection, at: now)
        case .bucket(let bucket):
            guard step.id.phase == .training, settings.gradientByteCounts.indices.contains(bucket),
                frameBytes == settings.gradientByteCounts[bucket]
            else {
                end(id, .misbehaved("its gradient of bucket \(bucket) (\(frameBytes ?? 0) bytes) is invalid"), at: now)
                return
            }
            guard step.verification == nil else {
                takeVerified(result, metrics: nil, inspection: inspection, from: id, at: now)
                break
            }
            // A block's metrics must come before its gradients. So all metrics are complete before the last bucket is
            // applied. From then on no result that needs the present version of the weights is missing, and workers may
            // replace that version.
            guard step.reduction.hasMetrics(of: result.block) else {
                end(id, .misbehaved(Coordinator.tooEarly), at: now)
                return
            }
            if let digest = inspection.notFinite() {
                suspect(.bucket(bucket), of: result.block, digest: digest, session: id, at: now)
                return
            }
            fill(bucket: bucket, block: result.block, at: now)
        }
        if !isVerified { settle(result, of: holding, from: id, at: now) }
        endStepIfComplete(at: now)
    }

    static let tooEarly = "its gradient came before its metrics"

    /// Records that a part of a block's result is used, in a step that is not verified.
    private mutating func settle(
        _ result: BlockResult, of holding: WorkLedger.Holding, from id: UInt64, at now: Duration
    ) {
        _ = deliver(result.part, of: result.block, from: id, at: now)
        if let name = membership[id]?.name { noteUnverified(name, in: result.step) }
        if self.step?.suspicions.isEmpty == false { clearSuspicions(at: now) }
        guard step?.reduction.covers(result.block) == true else { return }
        if let session = membership[id] { finish(holding, of: session, at: now) }
        takeBackCopies(at: now)
    }

    /// Records that a session has finished a block.
    mutating func finish(_ holding: WorkLedger.Holding, of session: Session, at now: Duration) {
        counters.blocksByWorker[session.name, default: 0] += 1
        if step?.id.phase == .training { membership[session.id]?.measure(holding, until: now) }
        step?.work.remove(holding.block, from: session.id)
        membership[session.id]?.finishBlock(at: now)
    }

    /// Records a part of a block's result. Returns whether the session holds the block and had not delivered that part
    /// before.
    mutating func deliver(_ part: ResultPart, of block: Block, from id: UInt64, at now: Duration) -> Bool {
        guard step?.work.deliver(part, of: block, from: id) == true else { return false }
        membership[id]?.restartPatience(at: now)
        return true
    }

    /// Adds a block's metrics to those of the step. Once the metrics of all blocks are there, the losses of the step
    /// must be finite; if not, the step restarts as a verified one, or the run stops. No gradient has changed weights
    /// by then: a bucket is applied only when every block has delivered its gradient, and a block's metrics always come
    /// first.
    mutating func fill(_ metrics: MetricSums, block: Block, inspection: ResultInspection, at now: Duration) {
        guard let step, !step.reduction.hasMetrics(of: block) else { return }
        self.step?.reduction.fill(metrics: metrics, block: block)
        if let total = self.step?.reduction.totalMetrics, !inspection.isSound(step.id, total) {
            takeNotFinite(.metrics, at: now)
        }
    }

    mutating func fill(bucket: Int, block: Block, at now: Duration) {
        guard case .filled(let node, let discarded, let additions)? = step?.reduction.fill(bucket: bucket, block: block)
        else { return }
        directives += discarded.map { .discard(NodeID(bucket: bucket, block: $0)) }
        directives.append(.store(NodeID(bucket: bucket, block: node)))
        directives += additions.map {
            .add(
                left: NodeID(bucket: bucket, block: $0.left), right: NodeID(bucket: bucket, block: $0.right),
                into: NodeID(bucket: bucket, block: $0.parent))
        }
        if step?.reduction.buckets[bucket].isComplete == true, let next = step?.gate.enter(bucket) { apply(next) }
    }

    /// Has the shell compute the new weights of a bucket whose gradient is complete.
    mutating func apply(_ bucket: Int) {
        guard let root = step?.reduction.buckets[bucket].root else { return }
        directives.append(.apply(NodeID(bucket: bucket, block: root)))
    }

    /// Takes every block whose result is complete back from sessions that still compute it: another worker was faster.
    mutating func takeBackCopies(at now: Duration) {
        guard let step else { return }
        for session in members {
            for holding in step.work.holdings(of: session.id) where step.reduction.covers(holding.block) {
                self.step?.work.remove(holding.block, from: session.id)
                membership[session.id]?.overtake(holding, at: now)
                if step.id.phase == .training { membership[session.id]?.measureAtLeast(holding, until: now) }
                send(.cancel(Cancel(step: step.id, block: holding.block)), to: session)
            }
        }
    }

    mutating func endStepIfComplete(at now: Duration) {
        guard let ended = step, ended.reduction.isComplete, let metrics = ended.reduction.totalMetrics else { return }
        step = nil
        if ended.id.phase == .training {
            let upToDate = weights.advance()
            stepTimes.end(at: now)
            advise()
            for id in upToDate { membership[id]?.restartPatience(at: now) }
        }
        directives.append(.stepEnded(ended.id, metrics))
    }
}
