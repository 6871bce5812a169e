import Checkpoints
import Files
import Messages
import TestKit
import Testing
import Transport
import Vocabulary

/// A peer that follows the worker's protocol except for one violation, and computes nothing. It acts only while
/// ``turn()`` is called.
final class FakeWorker {
    /// What it knows from the coordinator.
    private(set) var conversation: Conversation
    /// Why the coordinator has rejected it or ended its session; nil before that.
    private(set) var farewell: String?
    private let violation: Violation
    /// Nil once it has left because the coordinator told it to.
    private var socket: DealerSocket?
    private var outbox: [RawMessage] = []
    /// Whether it reads what it is sent once it is a member.
    private var reads: Bool
    private var isDone = false
    private var lastBeat = ContinuousClock.now

    /// Begins to connect.
    init(_ name: String = "fake", at endpoint: String, violation: Violation) throws {
        self.violation = violation
        reads = violation.reads
        conversation = Conversation(hello: hello(name))
        let socket = try DealerSocket(context: Context(), settings: violation.socketSettings)
        try socket.connect(endpoint)
        self.socket = socket
        if violation.moment == .greeting {
            commit()
        } else {
            say(conversation.rawMessage(.hello(conversation.hello), term: 0, session: 0))
        }
    }

    /// Reads messages and sends its own.
    func turn() throws {
        _ = socket?.events()
        while reads || !conversation.isMember, let reply = try socket?.receive() {
            try take(reply)
        }
        if conversation.welcome != nil, ContinuousClock.now - lastBeat > .milliseconds(200) {
            lastBeat = .now
            say(conversation.rawMessage(.beat(Beat(progress: 0))))
        }
        while let next = outbox.first, socket?.send(header: next.header, frame: next.frame) == .sent {
            outbox.removeFirst()
        }
    }

    /// Acknowledges a weights version, even one that the coordinator has not sent.
    func acknowledge(_ version: UInt64) {
        say(conversation.rawMessage(.acknowledgement(Acknowledgement(version: version))))
    }

    /// Reads its messages from now on.
    func read() {
        reads = true
    }

    private func say(_ rawMessage: RawMessage) {
        outbox.append(rawMessage)
    }

    private func take(_ reply: Reply) throws {
        let envelope = try reply.header.withUnsafeBytes { try Envelope(decoding: $0) }
        switch envelope.message {
        case .welcome(let welcome):
            conversation.term = envelope.term
            conversation.session = envelope.session
            conversation.welcome = welcome
            let job = reply.frame?.withUnsafeBytes { Digest.sha256(bytes: $0) } ?? ""
            say(
                conversation.rawMessage(
                    .ready(
                        Ready(fingerprint: violation.fingerprint ?? welcome.fingerprint, job: violation.job ?? job))))
        case .weights(let weights):
            if conversation.take(weights, bytes: reply.frame?.count ?? 0) {
                acknowledge(weights.version)
                if violation.moment == .membership { commit() }
            }
        case .assignment(let assignment):
            conversation.assignments.append(assignment)
            if violation.moment == .assignment { commit() }
        case .refused(let refused):
            farewell = farewell ?? refused.reason
        case .goodbye(let goodbye):
            farewell = farewell ?? goodbye.reason
            if goodbye.final { socket = nil }
        default:
            break
        }
    }

    private func commit() {
        guard !isDone else { return }
        isDone = true
        for rawMessage in violation.words(conversation) { say(rawMessage) }
    }
}

/// What a fake worker knows of the run.
struct Conversation {
    let hello: Hello
    var term: UInt64 = 0
    var session: UInt64 = 0
    var welcome: Welcome?
    /// The newest version that has arrived completely.
    private(set) var version: UInt64?
    /// Bytes of each bucket.
    private(set) var bucketBytes: [Int: Int] = [:]
    /// Its assignments.
    var assignments: [Assignment] = []
    private var incoming: (version: UInt64, buckets: Set<Int>) = (0, [])

    init(hello: Hello) {
        self.hello = hello
    }

    /// Whether it is a member.
    var isMember: Bool { version != nil }

    /// Records a bucket. Returns whether its version is complete now.
    mutating func take(_ weights: WeightsBucket, bytes: Int) -> Bool {
        bucketBytes[weights.bucket] = bytes
        if incoming.version != weights.version { incoming = (weights.version, []) }
        incoming.buckets.insert(weights.bucket)
        guard incoming.buckets.count == welcome?.bucketCount else { return false }
        version = weights.version
        return true
    }

    /// A message of its session, or of another one.
    func rawMessage(
        _ message: Message, term: UInt64? = nil, session: UInt64? = nil, frame: SharedBytes? = nil
    ) -> RawMessage {
        let envelope = Envelope(term: term ?? self.term, session: session ?? self.session, message: message)
        return RawMessage(header: envelope.encoded(), frame: frame)
    }

    /// A part of the result of its last assignment.
    func result(_ content: ResultContent, frame: SharedBytes? = nil) -> RawMessage {
        let work = assignments[assignments.count - 1]
        return rawMessage(.result(BlockResult(step: work.step, block: work.block, content: content)), frame: frame)
    }

    /// The samples of its last assignment.
    var samples: Int {
        let work = assignments[assignments.count - 1]
        return MicroBatchCut(samples: work.samples, microBatches: welcome?.microBatches ?? 1).range(of: work.block)
            .count
    }
}

/// A message as bytes.
struct RawMessage: Sendable {
    var header: [UInt8]
    var frame: SharedBytes?
}

extension FakeWorker {
    /// Takes part until `condition` holds. A timeout is a failure.
    func play(until condition: () throws -> Bool, at location: SourceLocation = #_sourceLocation) throws {
        let reached = try eventually {
            try turn()
            return try condition()
        }
        try #require(reached, "the fake worker was told: \(farewell ?? "nothing")", sourceLocation: location)
    }
}
