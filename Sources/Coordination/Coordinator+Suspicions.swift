import Messages
import Vocabulary

/// A part of a block's result that is not finite. Either the run has diverged, or a worker is faulty.
struct Suspicion: Sendable {
    let part: ResultPart
    let block: Block
    /// A digest of the part's bits, by which it is compared with the same part from another worker.
    let digest: UInt64
    /// The id of the session that sent the part.
    let session: UInt64
}

/// Results that are not finite. Such a result is not used, and another worker computes the block too. If both workers
/// sent the same bytes, the run has diverged and stops. If there is no other worker, the run stops too. If the second
/// worker's result differs, the session of the first worker ends.
extension Coordinator {
    /// A part of a block's result is not finite: takes the block from its worker, and gives the block to another
    /// worker. But if this part has already arrived with finite values, the session of the worker ends instead.
    mutating func suspect(
        _ part: ResultPart, of block: Block, digest: UInt64, session id: UInt64, at now: Duration
    ) {
        guard !isThere(part, of: block) else {
            end(id, .misbehaved(Coordinator.differs), at: now)
            return
        }
        takeAway(block, from: id)
        let new = Suspicion(part: part, block: block, digest: digest, session: id)
        if let index = step?.suspicions.firstIndex(where: { $0.part == part && $0.block == block }),
            let old = step?.suspicions[index]
        {
            guard old.digest != digest else { return stop(part) }
            step?.suspicions[index] = new
            end(old.session, .misbehaved(Coordinator.differs), at: now)
        } else {
            step?.suspicions.append(new)
        }
        askElsewhere(at: now)
    }

    /// Whether a part of this block's result was not finite, and no other worker has computed the part yet.
    func isSuspected(_ block: Block) -> Bool {
        step?.suspicions.contains { $0.block == block } ?? false
    }

    /// Whether a session has sent a suspected part of this block. Such a session does not get the block again, because
    /// it cannot confirm its own result.
    func hasSentSuspect(_ session: UInt64, _ block: Block) -> Bool {
        step?.suspicions.contains { $0.session == session && $0.block == block } ?? false
    }

    /// Gives each suspected block to another worker than the one whose result is suspected, unless another worker
    /// computes the block already.
    mutating func askElsewhere(at now: Duration) {
        guard let step else { return }
        for suspicion in step.suspicions {
            let others = members.filter { $0.id != suspicion.session }
            // There is no other worker, so the run stops. But if the worker that sent the result has left too, the next
            // worker that joins gets the block.
            if others.isEmpty {
                if membership[suspicion.session] != nil { stop(suspicion.part) }
                return
            }
            let ready = others.filter { isReady($0) }
            guard let work = self.step?.work,
                !others.contains(where: { work.holds($0.id, anyOf: suspicion.block) }),
                let other = prompt(among: ready).min(by: { work.load(of: $0.id) < work.load(of: $1.id) })
            else { continue }
            assign(suspicion.block, to: other.id, at: now)
        }
    }

    /// Ends the sessions of workers that sent a part that was not finite, if another worker has sent this part with
    /// finite values since.
    mutating func clearSuspicions(at now: Duration) {
        let cleared = step?.suspicions.filter { isThere($0.part, of: $0.block) } ?? []
        for suspicion in cleared {
            step?.suspicions.removeAll { $0.part == suspicion.part && $0.block == suspicion.block }
            end(suspicion.session, .misbehaved(Coordinator.differs), at: now)
        }
    }

    private static let differs = "its result was not finite, and another worker's differs"

    func isThere(_ part: ResultPart, of block: Block) -> Bool {
        switch part {
        case .metrics: step?.reduction.hasMetrics(of: block) ?? true
        case .bucket(let bucket): step?.reduction.buckets[bucket].covers(block) ?? true
        }
    }

    private mutating func takeAway(_ block: Block, from id: UInt64) {
        guard let step, let session = membership[id] else { return }
        self.step?.work.remove(block, from: id)
        send(.cancel(Cancel(step: step.id, block: block)), to: session)
    }

    mutating func stop(_ part: ResultPart) {
        guard let step else { return }
        switch part {
        case .metrics: directives.append(.stop(step.id, bucket: nil))
        case .bucket(let bucket): directives.append(.stop(step.id, bucket: bucket))
        }
    }
}
