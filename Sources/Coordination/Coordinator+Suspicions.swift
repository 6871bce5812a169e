import Messages
import Vocabulary

/// A part of a block's result that is not finite: a diverged run's, or a faulty worker's.
struct Suspicion: Sendable {
    let part: ResultPart
    let block: Block
    /// Of its bytes.
    let digest: UInt64
    /// Who sent it.
    let session: UInt64
}

/// Finding out whose fault it is that a result is not finite. Nothing is made of such a result before another worker
/// has computed it too: if both sent the same bytes, or there is nobody else, the run has diverged and stops; if not,
/// the first worker's session ends.
extension Coordinator {
    /// Takes a block's result, a part of which is not finite, away from its worker, and asks another.
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

    /// Whether a part of this block's result waits for a second opinion.
    func isSuspected(_ block: Block) -> Bool {
        step?.suspicions.contains { $0.block == block } ?? false
    }

    /// Whether a session has sent a part of this block that is suspected: it confirms nothing by saying it twice.
    func hasSentSuspect(_ session: UInt64, _ block: Block) -> Bool {
        step?.suspicions.contains { $0.session == session && $0.block == block } ?? false
    }

    /// Gives suspected blocks that nobody computes to workers other than those that they came from.
    mutating func askElsewhere(at now: Duration) {
        guard let step else { return }
        for suspicion in step.suspicions {
            let others = members.filter { $0.id != suspicion.session }
            // Nobody else to ask; but if it has gone too, the next who joins is asked.
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

    /// Ends the sessions of workers whose result was not finite where another's is.
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
