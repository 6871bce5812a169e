import Messages
import Vocabulary

/// The coordinator's state machine. It does no I/O, reads no clock and holds no tensor. Events and the time go in. The
/// methods for events return directives, which the shell (the code with sockets and tensors around this type) carries
/// out.
///
/// Its state is in values with their own invariants: ``Membership`` (who takes part), ``WeightsFlow`` (who was sent
/// which weights) and, for the present step, ``Reduction`` (which sums of gradients and metrics exist), ``UpdateGate``
/// (which of these sums may become new weights), ``WorkLedger`` (who computes which block) and ``Verification``. This
/// type passes events to them.
///
/// A step runs as follows. ``begin(_:samples:at:)`` assigns blocks of micro-batches to workers. A worker's result has
/// the block's metrics and, for each bucket of weights, the block's gradient. Each gradient fills a node in the
/// reduction tree of its bucket (directives `store`, `add`). When a bucket's tree is complete, the shell computes the
/// bucket's new weights (`apply`), and ``bucketApplied(_:at:)`` sends them to the workers that can take them. When
/// every bucket has new weights and the metrics are complete, the step ends (`stepEnded`).
public struct Coordinator: Sendable {
    /// The time between two beats to the same session. A beat shows the worker that the coordinator is alive.
    public static let beatInterval = Duration.milliseconds(500)
    /// A block is raced (given to one more worker) when a worker has had it for more than three times as long as usual,
    /// and for at least this long.
    static let minimumRaceDelay = Duration.milliseconds(250)

    /// A worker is far from the coordinator if its results take this many times as long as the fastest worker's. How
    /// much work a far worker gets depends on the time until its results arrive; see ``estimates(of:)``.
    static let farFactor = 4.0

    /// The settings of the run that this state machine needs.
    public let settings: CoordinatorSettings
    /// Counts of what has happened in the cluster since this coordinator began. Only `counters.trust` also has facts of
    /// earlier processes of the run.
    public internal(set) var counters = ClusterCounters()
    /// The version of the weights that all new work is computed with.
    public var version: UInt64 { weights.version }

    /// Which weights each session was sent, and which ones it has acknowledged.
    var weights: WeightsFlow
    /// Which workers take part.
    var membership: Membership
    /// The present step; nil between steps.
    var step: StepState?
    /// Decides which steps are verified.
    var verificationSchedule: VerificationSchedule
    /// Durations of training steps with the present members, for advice about the number of workers.
    var stepTimes = StepTimes()
    /// The time of the last event.
    var clock: CoordinatorClock
    /// The directives that the present event has led to so far.
    var directives: [CoordinatorDirective] = []

    /// A coordinator without workers, whose shell holds the weights of `version`.
    public init(settings: CoordinatorSettings, version: UInt64, at now: Duration) {
        self.settings = settings
        membership = Membership(minimum: settings.minimumWorkers)
        weights = WeightsFlow(version: version)
        counters[.lives] = 1
        counters.trust = settings.trust
        verificationSchedule = VerificationSchedule(every: settings.verifyEvery)
        clock = CoordinatorClock(at: now)
    }

    /// The sessions of the workers that take work, the oldest session first.
    var members: [Session] { membership.members }

    /// The number of workers that take work.
    public var memberCount: Int { membership.memberCount }

    /// The number of slots that all members together offer.
    public var slotCount: Int { members.reduce(0) { $0 + $1.offeredSlots } }

    /// A message has arrived.
    ///
    /// - Parameters:
    ///   - frameBytes: The length of the message's frame; nil if it has none.
    ///   - inspection: Answers questions about the frame and the metrics of a result.
    public mutating func received(
        _ envelope: Envelope, frameBytes: Int?, inspection: ResultInspection = ResultInspection(), from peer: PeerID,
        at now: Duration
    ) -> [CoordinatorDirective] {
        guard envelope.message.carriesFrame == (frameBytes != nil) else {
            let isMissing = envelope.message.carriesFrame
            return receivedMalformed(
                isMissing ? "it sent a message without its frame" : "it sent a frame where none belongs", from: peer,
                at: now)
        }
        advance(to: now)
        if case .hello(let hello) = envelope.message {
            welcome(hello, peer: peer, at: now)
            return takeDirectives()
        }
        guard let id = membership.id(of: peer) else {
            ignore(peer, because: "it sent a message without having joined")
            return takeDirectives()
        }
        guard envelope.term == settings.term, envelope.session == id else {
            end(id, .misbehaved("it sent a message of another coordinator process or session"), at: now)
            return takeDirectives()
        }
        switch envelope.message {
        case .result, .acknowledgement, .beat:
            // These are allowed only after the join. Before the join, only silence ends a session, so a session that
            // sends nothing but beats would never end.
            guard membership[id]?.stage == .member else {
                end(id, .misbehaved("it sent a message that is allowed only after its join"), at: now)
                return takeDirectives()
            }
        default: break
        }
        membership[id]?.heard = now
        membership[id]?.isOvertaken = false
        switch envelope.message {
        case .ready(let ready):
            admit(id, ready: ready, at: now)
        case .result(let result):
            take(result, frameBytes: frameBytes, inspection: inspection, from: id, at: now)
        case .acknowledgement(let acknowledgement):
            take(acknowledgement, from: id, at: now)
        case .beat(let beat):
            if beat.microBatchSeconds > 0 { membership[id]?.computingSeconds = beat.microBatchSeconds }
            if beat.progress != membership[id]?.progress {
                membership[id]?.progress = beat.progress
                membership[id]?.claimProgress(at: now)
            }
        case .goodbye(let goodbye):
            end(id, .left(goodbye.reason), at: now)
        case .hello, .welcome, .refused, .weights, .assignment, .cancel:
            end(id, .misbehaved("it sent a message that only a coordinator sends"), at: now)
        }
        return takeDirectives()
    }

    /// A message has arrived that could not be read. If its peer has a session, the session ends. If not, further
    /// messages of the peer are ignored.
    public mutating func receivedMalformed(
        _ reason: String, from peer: PeerID, at now: Duration
    ) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = membership.id(of: peer) {
            end(id, .misbehaved(reason), at: now)
        } else {
            ignore(peer, because: reason)
        }
        return takeDirectives()
    }

    /// A connection failed before its peer could join: for instance, the peer does not speak ZeroMQ, or did not say
    /// hello in time.
    public mutating func connectionFailed(_ reason: String, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        counters[.peersRefused] += 1
        directives.append(.report(.connectionFailed(reason: reason)))
        return takeDirectives()
    }

    /// A peer's connection has closed. Its session ends, if it has one.
    public mutating func lost(_ peer: PeerID, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = membership.id(of: peer) { end(id, .connectionClosed, at: now) }
        return takeDirectives()
    }

    /// More data waits to be sent to a peer than any worker needs, so the peer evidently does not read. Its session
    /// ends.
    public mutating func overwhelmed(_ peer: PeerID, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = membership.id(of: peer) { end(id, .overwhelmed, at: now) }
        return takeDirectives()
    }

    /// A worker process that the shell had started on this machine has ended. Its session ends.
    public mutating func lost(processID: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        for session in membership.all where session.processID == processID {
            end(session.id, .connectionClosed, at: now)
        }
        return takeDirectives()
    }

    /// Begins a step of `samples` samples, which uses the present ``version`` of the weights, and assigns its work.
    public mutating func begin(_ step: StepID, samples: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        precondition(step.version == version, "step of version \(step.version) at version \(version)")
        precondition(self.step == nil, "a step begun within a step")
        let isVerified = verificationSchedule.begin(step)
        // Verified steps take longer than others, so their times do not count.
        if isVerified { stepTimes.skip() } else { stepTimes.begin(step, at: now) }
        let reduction = Reduction(
            step: step, samples: samples, microBatches: settings.welcome.microBatches,
            bucketCount: settings.bucketByteCounts.count)
        self.step = StepState(
            reduction, policy: settings.updatePolicy, verification: isVerified ? Verification() : nil)
        assignWaitingWork(at: now)
        return takeDirectives()
    }

    /// The shell knows that no more than `workers` workers will take part, so the first step does not wait for more.
    public mutating func expect(atMost workers: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        if membership.expect(atMost: workers) { assignWaitingWork(at: now) }
        return takeDirectives()
    }

    /// Says goodbye to all workers, and later to every worker that wants to join: the run is over, or this coordinator
    /// ends. If `final`, the workers leave for good; otherwise they try to join again.
    public mutating func dismiss(reason: String, final: Bool) -> [CoordinatorDirective] {
        let goodbye = Goodbye(reason: reason, final: final)
        for session in membership.dismiss(goodbye) {
            send(.goodbye(goodbye), to: session)
            weights.forget(session.id)
            _ = step?.work.release(session.id)
        }
        return takeDirectives()
    }

    mutating func send(
        _ message: Message, to session: Session, attachment: CoordinatorDirective.Attachment = .none
    ) {
        let envelope = Envelope(term: settings.term, session: session.id, message: message)
        directives.append(.send(envelope, to: session.peer, attachment: attachment))
    }

    mutating func takeDirectives() -> [CoordinatorDirective] {
        defer { directives = [] }
        return directives
    }
}
