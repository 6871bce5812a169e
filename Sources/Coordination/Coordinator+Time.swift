import Messages
import Vocabulary

/// Actions that depend on the time: beats, deadlines, races and reports of missing workers.
extension Coordinator {
    /// Time has passed. The shell calls this a few times a second, after it has passed on the messages that have
    /// arrived. Otherwise a worker whose messages wait to be read would look silent.
    public mutating func timePassed(at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        // A copy from before the loop. When a session ends, its blocks may go to a session that is checked later. Work
        // that a session has only just got must not count against it.
        let work = step?.work
        for session in membership.all {
            // A worker that is not a member yet builds its replicas and computes its fingerprint, and sends nothing
            // meanwhile. So the longer of the two timeouts applies to it.
            let patience =
                session.stage == .member ? settings.workerTimeout : max(settings.workerTimeout, settings.stallTimeout)
            let isAsked = isAsked(session, work)
            let rounds = work?.holdings(of: session.id).map(\.rounds).max() ?? 1
            if now - session.heard > patience {
                end(session.id, .silent, at: now)
            } else if isAsked, now - session.progressed > settings.stallTimeout {
                end(session.id, .stalled, at: now)
            } else if let time = session.timeWithoutResults(
                patience: settings.stallTimeout, isAsked: isAsked, rounds: rounds, at: now)
            {
                end(session.id, .noResults(time), at: now)
            } else if session.isNotComputing(for: settings.stallTimeout, at: now) {
                end(session.id, .stalled, at: now)
            }
        }
        if clock.isBeatDue(at: now) {
            for session in membership.all {
                send(.beat(Beat(progress: 0)), to: session)
            }
        }
        raceSlowBlocks(at: now)
        reportWaiting(at: now)
        return takeDirectives()
    }

    /// Takes the time of an event. If no event came for longer than ``CoordinatorClock/suspensionGap``, this process
    /// itself was suspended, or waited for its disk. No worker is to blame for the silence then, so all deadlines start
    /// again.
    mutating func advance(to now: Duration) {
        guard let gap = clock.advance(to: now) else { return }
        counters[.suspensions] += 1
        directives.append(.report(.suspended(seconds: gap / .seconds(1))))
        for id in membership.all.map(\.id) {
            membership[id]?.restartDeadlines(after: gap, at: now)
        }
        step?.work.skip(gap, at: now)
    }

    /// Whether a session is a member that owes something: a result, or the acknowledgement of the present version of
    /// the weights.
    func isAsked(_ session: Session, _ work: WorkLedger?) -> Bool {
        let isIdle = work?.isIdle(session.id) ?? true
        return session.stage == .member && (!isIdle || !weights.hasAcknowledged(weights.present, session.id))
    }

    /// If a worker takes too long for a block, gives the block to an idle member too. At most two members compute the
    /// same block, or three in a verified step.
    private mutating func raceSlowBlocks(at now: Duration) {
        guard let step, step.work.unassigned.isEmpty else { return }
        let measured = members.compactMap(\.turnaroundSeconds).sorted()
        guard !measured.isEmpty else { return }
        let usual = Duration.seconds(measured[measured.count / 2])
        for session in members {
            for holding in step.work.holdings(of: session.id) {
                let patience = max(usual * 3 * holding.rounds, Coordinator.minimumRaceDelay)
                guard now - holding.since > patience else { continue }
                if step.verification != nil {
                    raceCheck(of: holding.block, patience: patience, at: now)
                    continue
                }
                guard let work = self.step?.work,
                    members.count(where: { work.holds($0.id, anyOf: holding.block) }) == 1,
                    let idle = members.first(where: {
                        work.isIdle($0.id) && isReady($0) && !$0.isNotComputing
                            && !hasSentSuspect($0.id, holding.block)
                    })
                else { continue }
                assign(holding.block, to: idle.id, at: now)
                counters[.blocksRaced] += 1
            }
        }
    }

    private mutating func reportWaiting(at now: Duration) {
        let needed = membership.needed
        if clock.isWaitingReportDue(isWaiting: step != nil && memberCount < needed, at: now) {
            directives.append(.report(.waiting(workers: memberCount, needed: needed)))
        }
    }
}
