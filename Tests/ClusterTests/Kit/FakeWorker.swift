import Checkpoints
import Files
import Messages
import TestKit
import Testing
import Transport
import Vocabulary

/// A peer that speaks the cluster's protocol as a worker does, but for one violation, and computes nothing. It does
/// something only while ``turn()`` is called.
final class FakeWorker {
    /// What the coordinator has told it.
    private(set) var conversation: Conversation
    /// Why the coordinator has ended its session, or not let it in, once it has.
    private(set) var farewell: String?
    private let violation: Violation
    /// Nil once it has left, as the coordinator told it to.
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

    /// Takes what was sent to it and says what is to be said.
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

    /// Says that a version is whole here, which it was sent or not.
    func acknowledge(_ version: UInt64) {
        say(conversation.rawMessage(.acknowledgement(Acknowledgement(version: version))))
    }

    /// Reads from now on what it was sent.
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
    /// The newest version that is whole here.
    private(set) var version: UInt64?
    /// Bytes of each bucket.
    private(set) var bucketBytes: [Int: Int] = [:]
    /// The work that it was given.
    var assignments: [Assignment] = []
    private var incoming: (version: UInt64, buckets: Set<Int>) = (0, [])

    init(hello: Hello) {
        self.hello = hello
    }

    /// Whether it was let in.
    var isMember: Bool { version != nil }

    /// Takes note of a bucket; whether its version is whole now.
    mutating func take(_ weights: WeightsBucket, bytes: Int) -> Bool {
        bucketBytes[weights.bucket] = bytes
        if incoming.version != weights.version { incoming = (weights.version, []) }
        incoming.buckets.insert(weights.bucket)
        guard incoming.buckets.count == welcome?.bucketCount else { return false }
        version = weights.version
        return true
    }

    /// A message of its session, or of another.
    func rawMessage(
        _ message: Message, term: UInt64? = nil, session: UInt64? = nil, frame: SharedBytes? = nil
    ) -> RawMessage {
        let envelope = Envelope(term: term ?? self.term, session: session ?? self.session, message: message)
        return RawMessage(header: envelope.encoded(), frame: frame)
    }

    /// A part of the result of the last work that it was given.
    func result(_ content: ResultContent, frame: SharedBytes? = nil) -> RawMessage {
        let work = assignments[assignments.count - 1]
        return rawMessage(.result(BlockResult(step: work.step, block: work.block, content: content)), frame: frame)
    }

    /// How many samples that work has.
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
    /// Takes part until `condition` holds, which must come to pass.
    func play(until condition: () throws -> Bool, at location: SourceLocation = #_sourceLocation) throws {
        let reached = try eventually {
            try turn()
            return try condition()
        }
        try #require(reached, "the fake worker was told: \(farewell ?? "nothing")", sourceLocation: location)
    }
}
