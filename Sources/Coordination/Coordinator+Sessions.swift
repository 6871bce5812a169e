import Messages
import Vocabulary

/// How workers join and leave.
extension Coordinator {
    /// Why a worker's session ends.
    enum Ending {
        case left(String)
        case connectionClosed
        case silent
        case stalled
        case noResults(Duration)
        case overwhelmed
        case misbehaved(String)
        case refused(String)
        case expelled

        /// Whether the session ends because the worker or its link is too slow, or because the worker delivers no
        /// results.
        var isTooSlow: Bool {
            switch self {
            case .silent, .stalled, .noResults, .overwhelmed: true
            case .left, .connectionClosed, .misbehaved, .refused, .expelled: false
            }
        }

        /// The category of the reason, as events report it.
        var cause: SessionLoss.Cause {
            switch self {
            case .connectionClosed: .connectionClosed
            case .silent: .silent
            case .stalled: .noProgress
            case .noResults: .noResults
            case .overwhelmed: .notReading
            case .misbehaved, .left, .refused, .expelled: .misbehaved
            }
        }
    }

    /// Whether a peer has a session.
    public func hasSession(_ peer: PeerID) -> Bool { membership.id(of: peer) != nil }

    /// The connections of all workers that take work, the oldest session first.
    public var memberPeers: [PeerID] { members.map(\.peer) }

    /// Takes what the transport has counted on a member's connection. Bytes that arrive from the worker end its
    /// silence, even while a long message is not complete. Weights that reach the worker count as its progress. Such
    /// progress cannot keep a session alive without end, because the coordinator sends no second version of the weights
    /// before the worker has acknowledged the first.
    public mutating func linkMoved(_ traffic: LinkTraffic, of peer: PeerID, at now: Duration) {
        guard let id = membership.id(of: peer), var session = membership[id], session.stage == .member else { return }
        session.heard = max(session.heard, min(traffic.lastReceived, now))
        var link = session.link ?? SessionLink(traffic, at: now)
        let hasArrived = link.take(traffic, largestBucket: settings.bucketByteCounts.max() ?? 0, at: now)
        if hasArrived, !weights.hasAcknowledged(weights.present, id) { session.restartPatience(at: now) }
        session.link = link
        membership[id] = session
    }

    mutating func welcome(_ hello: Hello, peer: PeerID, at now: Duration) {
        // A second hello on one connection is a fault: a worker that joins again makes a new connection.
        if let old = membership.id(of: peer) { return end(old, .misbehaved("it said hello twice"), at: now) }
        guard !membership.isIgnored(peer) else { return }
        if let goodbye = membership.dismissal {
            let envelope = Envelope(term: settings.term, session: 0, message: .goodbye(goodbye))
            directives.append(.send(envelope, to: peer, attachment: .none))
            _ = membership.ignore(peer)
            return
        }
        guard hello.protocolVersion == ProtocolVersion.current else {
            let reason =
                "it speaks protocol \(hello.protocolVersion), this coordinator \(ProtocolVersion.current): "
                + "use the same release of chorus on every machine"
            directives.append(.report(.refused(worker: hello.workerName, reason: reason)))
            return reject(peer, because: reason)
        }
        if let reason = reasonAgainst(hello.workerName) ?? membership.objection(to: hello, settings: settings) {
            directives.append(.report(.refused(worker: hello.workerName, reason: reason)))
            return reject(peer, because: reason)
        }
        let session = membership.begin(hello, peer: peer, mostSlots: settings.welcome.microBatches, at: now)
        var welcome = settings.welcome
        welcome.version = version
        send(.welcome(welcome), to: session, attachment: .job)
    }

    /// Refuses a peer that has no session.
    private mutating func reject(_ peer: PeerID, because reason: String) {
        let envelope = Envelope(
            term: settings.term, session: 0, message: .refused(Refused(reason: reason)))
        directives.append(.send(envelope, to: peer, attachment: .none))
        counters[.peersRefused] += 1
        _ = membership.ignore(peer)
    }

    mutating func admit(_ id: UInt64, ready: Ready, at now: Duration) {
        guard let session = membership[id] else { return }
        guard session.stage == .welcomed else {
            end(id, .misbehaved("it said ready twice"), at: now)
            return
        }
        if ready.job != settings.jobDigest {
            let reason = "it has understood another job than it was given: use the same release of chorus everywhere"
            end(id, .refused(reason), at: now)
            return
        }
        if ready.fingerprint != settings.welcome.fingerprint, !settings.allowMixed {
            let reason =
                "it computes other bits than the coordinator (numerics fingerprint "
                + "\(ready.fingerprint.prefix(12)), here \(settings.welcome.fingerprint.prefix(12))): "
                + "use the same release of chorus everywhere, or start the run with cluster.allow_mixed to give up "
                + "reproducible results"
            end(id, .refused(reason), at: now)
            return
        }
        membership.admit(id)
        counters[.workersJoined] += 1
        stepTimes = StepTimes()
        sendSnapshot(to: id, at: now)
        directives.append(
            .report(
                .joined(
                    worker: session.name, host: session.host, slots: session.offeredSlots, workers: memberCount)))
        if slotCount > settings.welcome.microBatches, memberCount >= membership.minimum {
            directives.append(
                .report(
                    .idle(
                        IdleCapacity(
                            .slots, count: slotCount, microBatches: settings.welcome.microBatches,
                            batchSize: settings.batchSize))))
        }
        assignWaitingWork(at: now)
    }

    /// Ends a session. Blocks that were assigned to this session only are given to other workers.
    mutating func end(_ id: UInt64, _ ending: Ending, at now: Duration) {
        guard let session = membership[id] else { return }
        membership.end(id, isUnproductive: isUnproductive(session, ending, at: now), because: describe(ending))
        weights.forget(id)
        let released = step?.work.release(id) ?? []
        let orphaned = released.filter { step?.reduction.covers($0) == false }
        let wasMember = session.stage == .member
        if wasMember {
            stepTimes = StepTimes()
        }
        let reason: String
        switch ending {
        case .left(let words):
            reason = words
            directives.append(.drop(session.peer))
            directives.append(.report(.left(worker: session.name, host: session.host, reason: words)))
            if wasMember { counters[.workersLeft] += 1 }
        case .refused(let words):
            reason = words
            directives.append(.drop(session.peer))
            send(.refused(Refused(reason: words)), to: session)
            directives.append(.report(.refused(worker: session.name, reason: words)))
            counters[.peersRefused] += 1
        case .expelled:
            reason = describe(ending)
            directives.append(.drop(session.peer))
            send(.refused(Refused(reason: reason)), to: session)
            if wasMember { counters[.sessionsLost] += 1 }
        case .connectionClosed, .silent, .stalled, .noResults, .overwhelmed, .misbehaved:
            reason = describe(ending)
            directives.append(.drop(session.peer))
            // The worker may be alive behind a broken connection. The goodbye tells it to join again.
            send(.goodbye(Goodbye(reason: reason, final: false)), to: session)
            if wasMember {
                directives.append(
                    .report(
                        .lost(
                            worker: session.name, host: session.host,
                            loss: SessionLoss(ending.cause, reason: reason), blocks: orphaned.count)))
                counters[.sessionsLost] += 1
            } else {
                directives.append(
                    .report(.notJoined(worker: session.name, loss: SessionLoss(ending.cause, reason: reason))))
                if case .misbehaved = ending { counters[.peersRefused] += 1 }
            }
        }
        counters[.blocksReassigned] += orphaned.count
        // A suspected block, or a block of a verified step, is assigned again as it is, because its results are
        // compared with another worker's results of the same block. The micro-batches of any other block may be divided
        // anew.
        for block in orphaned where !isSuspected(block) && !isVerified { step?.work.putBack(block) }
        assignWaitingWork(at: now)
    }

    /// Whether a new session of the same worker would probably finish no block either: this session has finished no
    /// training block, and the way in which it ended shows a slow worker or link. A worker behind a slow link may also
    /// close the connection before a timeout ends the session. Such an end counts too, if the worker still owes a
    /// result or an acknowledgement and the session is older than the worker timeout.
    private func isUnproductive(_ session: Session, _ ending: Ending, at now: Duration) -> Bool {
        guard !session.hasFinishedWork else { return false }
        if ending.isTooSlow { return true }
        guard case .connectionClosed = ending else { return false }
        return isAsked(session, step?.work) && now - session.began > settings.workerTimeout
    }

    /// Ignores the messages of a peer without a session, and reports that once.
    mutating func ignore(_ peer: PeerID, because reason: String) {
        guard membership.ignore(peer) else { return }
        counters[.peersRefused] += 1
        directives.append(.report(.ignored(peer: peer, reason: reason)))
    }

    private func describe(_ ending: Ending) -> String {
        switch ending {
        case .left(let words), .refused(let words): words
        case .connectionClosed: "its connection closed"
        case .silent: "nothing was heard of it for \(settings.workerTimeout)"
        case .stalled: "it made no progress for \(settings.stallTimeout)"
        case .expelled: "its result was wrong; it can't come back into this run under that name"
        case .noResults(let time): "its beats tell of progress, but it has brought no result for \(time)"
        case .overwhelmed: "it does not take what it is sent"
        case .misbehaved(let words): words
        }
    }
}
