import Messages
import Vocabulary

/// The coordinator's state machine: who is a member, who holds which block, which sums are there, who has which
/// weights. It does no I/O, asks no clock and holds no tensor: events go in, with the time, directives come out.
///
/// A step's life: ``begin(_:samples:at:)`` hands out blocks; each result fills nodes (`store`, `add`); a bucket whose
/// root is filled is to be applied (`apply`), and ``bucketApplied(_:at:)`` sends its new weights to the workers that
/// can take them; when all is there, `stepEnded`.
public struct Coordinator: Sendable {
    /// Time between beats to a session.
    public static let beatInterval = Duration.milliseconds(500)
    /// A block is raced when it has been out for three times what is usual, and at least this long.
    static let minimumRaceDelay = Duration.milliseconds(250)

    /// A worker is far from the coordinator if its results take so many times as long as the fastest one's.
    static let farFactor = 4.0

    /// What the machine needs to know of the run.
    public private(set) var settings: CoordinatorSettings
    /// What happened so far.
    public internal(set) var counters = ClusterCounters()
    /// The version that all new work is computed with.
    public var version: UInt64 { weights.version }

    /// Who was sent which weights.
    var weights: WeightsFlow

    var sessions: [UInt64: Session] = [:]
    var sessionOfPeer: [PeerID: UInt64] = [:]
    var lastSession: UInt64 = 0
    /// The step at hand; nil between steps.
    var step: StepState?
    /// Which steps are verified.
    var verificationSchedule: VerificationSchedule
    var hasStarted = false
    /// Why nobody can join any more; nil as long as somebody can.
    var dismissal: String?
    /// The training steps with the members of now, for advice about their number.
    var stepTimes = StepTimes()
    /// When the last event was.
    var clock: CoordinatorClock
    /// Peers whose words have no use any more or never had: nothing more is said of them.
    var ignoredPeers = RecentPeers()
    /// Workers whose sessions came to nothing.
    var vainSessions = VainSessions()
    /// Directives of the event at hand.
    var directives: [CoordinatorDirective] = []

    /// A coordinator with nobody joined, whose shell holds the weights of `version`.
    public init(settings: CoordinatorSettings, version: UInt64, at now: Duration) {
        self.settings = settings
        weights = WeightsFlow(version: version)
        counters.lives = 1
        counters.trust = settings.trust
        verificationSchedule = VerificationSchedule(every: settings.verifyEvery)
        clock = CoordinatorClock(at: now)
    }

    /// The sessions that take work, by age.
    var members: [Session] {
        sessions.values.filter { $0.stage == .member }.sorted { $0.id < $1.id }
    }

    /// How many workers take part.
    public var memberCount: Int { sessions.values.count { $0.stage == .member } }

    /// The slots of all of them, as they say.
    public var slotCount: Int { members.reduce(0) { $0 + $1.offeredSlots } }

    /// Takes a message.
    ///
    /// - Parameters:
    ///   - frameBytes: The length of its frame, nil if it has none.
    ///   - inspection: Answers questions about the frame and the figures of a result.
    public mutating func received(
        _ envelope: Envelope, frameBytes: Int?, inspection: ResultInspection = ResultInspection(), from peer: PeerID,
        at now: Duration
    ) -> [CoordinatorDirective] {
        guard envelope.message.carriesFrame == (frameBytes != nil) else {
            let isMissing = envelope.message.carriesFrame
            return receivedRubbish(
                isMissing ? "it sent a message without its frame" : "it sent a frame where none belongs", from: peer,
                at: now)
        }
        advance(to: now)
        if case .hello(let hello) = envelope.message {
            welcome(hello, peer: peer, at: now)
            return takeDirectives()
        }
        guard let id = sessionOfPeer[peer] else {
            ignore(peer, because: "it sent a message without having joined")
            return takeDirectives()
        }
        guard envelope.term == settings.term, envelope.session == id else {
            end(id, .misbehaved("it sent a message of another term or session"), at: now)
            return takeDirectives()
        }
        switch envelope.message {
        case .result, .acknowledgement, .beat:
            // Whoever only beats would else be welcome for ever.
            guard sessions[id]?.stage == .member else {
                end(id, .misbehaved("it sent a message that only a member sends"), at: now)
                return takeDirectives()
            }
        default: break
        }
        sessions[id]?.heard = now
        sessions[id]?.isOvertaken = false
        switch envelope.message {
        case .ready(let ready):
            admit(id, ready: ready, at: now)
        case .result(let result):
            take(result, frameBytes: frameBytes, inspection: inspection, from: id, at: now)
        case .acknowledgement(let acknowledgement):
            take(acknowledgement, from: id, at: now)
        case .beat(let beat):
            if beat.microBatchSeconds > 0 { sessions[id]?.computingSeconds = beat.microBatchSeconds }
            if beat.progress != sessions[id]?.progress {
                sessions[id]?.progress = beat.progress
                sessions[id]?.claimProgress(at: now)
            }
        case .goodbye(let goodbye):
            end(id, .left(goodbye.reason), at: now)
        case .hello, .welcome, .refused, .weights, .assignment, .cancel:
            end(id, .misbehaved("it sent a message that only a coordinator sends"), at: now)
        }
        return takeDirectives()
    }

    /// Takes a message that could not be read.
    public mutating func receivedRubbish(
        _ reason: String, from peer: PeerID, at now: Duration
    ) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = sessionOfPeer[peer] {
            end(id, .misbehaved(reason), at: now)
        } else {
            ignore(peer, because: reason)
        }
        return takeDirectives()
    }

    /// Takes the word of the transport that a connection came to nothing: whoever made it does not speak ZeroMQ.
    public mutating func connectionFailed(_ reason: String, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        counters.peersRefused += 1
        directives.append(.report(.connectionFailed(reason: reason)))
        return takeDirectives()
    }

    /// Takes the word of the transport that a peer's connection is gone.
    public mutating func lost(_ peer: PeerID, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = sessionOfPeer[peer] { end(id, .connectionClosed, at: now) }
        return takeDirectives()
    }

    /// Takes the shell's word that more waits to be sent to a peer than a worker ever has to be sent.
    public mutating func overwhelmed(_ peer: PeerID, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        if let id = sessionOfPeer[peer] { end(id, .overwhelmed, at: now) }
        return takeDirectives()
    }

    /// Takes the shell's word that a worker process of this machine, which it had started, has ended.
    public mutating func lost(processID: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        for session in sessions.values.sorted(by: { $0.id < $1.id }) where session.processID == processID {
            end(session.id, .connectionClosed, at: now)
        }
        return takeDirectives()
    }

    /// Gives out the work of the next step, of the present ``version``.
    public mutating func begin(_ step: StepID, samples: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        precondition(step.version == version, "step of version \(step.version) at version \(version)")
        precondition(self.step == nil, "a step begun within a step")
        let isVerified = verificationSchedule.begin(step)
        // Verified steps take longer for a reason of their own.
        if isVerified { stepTimes.skip() } else { stepTimes.begin(step, at: now) }
        let reduction = Reduction(
            step: step, samples: samples, microBatches: settings.welcome.microBatches,
            bucketCount: settings.bucketByteCounts.count)
        self.step = StepState(
            reduction, policy: settings.updatePolicy, verification: isVerified ? Verification() : nil)
        assignWaitingWork(at: now)
        return takeDirectives()
    }

    /// Takes the shell's word that no more workers than these will come: the start waits for no more.
    public mutating func expect(atMost workers: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        guard workers < settings.minimumWorkers else { return takeDirectives() }
        settings.minimumWorkers = workers
        assignWaitingWork(at: now)
        return takeDirectives()
    }

    /// Says goodbye to everybody: the run is over, or this coordinator leaves. Whoever comes later is turned away for the
    /// same reason.
    public mutating func dismiss(reason: String, final: Bool) -> [CoordinatorDirective] {
        for session in sessions.values.sorted(by: { $0.id < $1.id }) {
            send(.goodbye(Goodbye(reason: reason, final: final)), to: session)
        }
        sessions = [:]
        sessionOfPeer = [:]
        dismissal = reason
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
