import Messages
import TestKit
import Transport
import Vocabulary

extension Violation {
    /// All violations that end a session or prevent one.
    static let all = greetings + memberships + assignments

    /// Violations of a peer that is not a member.
    private static let greetings = [
        Violation(
            "another protocol version", .greeting,
            says: "it speaks protocol 9, this coordinator \(ProtocolVersion.current)"
        ) { peer in
            var hello = peer.hello
            hello.protocolVersion = 9
            return [peer.rawMessage(.hello(hello))]
        },
        Violation("an impossible hello", .greeting, says: "hello.slots is 5000, allowed: 1...1024") { peer in
            var hello = peer.hello
            hello.slots = 5000
            return [peer.rawMessage(.hello(hello))]
        },
        Violation("no hello", .greeting, says: "it sent a message without having joined") { peer in
            [peer.rawMessage(.beat(Beat(progress: 1)), term: 7, session: 1)]
        },
        Violation("no message", .greeting, says: "its header is damaged or is not one of Chorus") { _ in
            [RawMessage(header: Array(repeating: 0xFF, count: 99))]
        },
        Violation("a hello with a frame", .greeting, says: "it sent a frame where none belongs") { peer in
            var hello = peer.rawMessage(.hello(peer.hello))
            hello.frame = bytes(1)
            return [hello]
        },
        otherFingerprint,
        otherJob,
    ]

    /// Violations of a member without work.
    private static let memberships = [
        Violation("a second hello", .membership, says: "it said hello twice") { peer in
            [peer.rawMessage(.hello(peer.hello), term: 0, session: 0)]
        },
        Violation("a second ready", .membership, says: "it said ready twice") { peer in
            [peer.rawMessage(.ready(Ready(fingerprint: "again", job: "again")))]
        },
        Violation("a coordinator's message", .membership, says: "it sent a message that only a coordinator sends") {
            peer in
            [peer.rawMessage(.weights(WeightsBucket(version: 1, bucket: 0)), frame: bytes(64))]
        },
        Violation(
            "another run's message", .membership, says: "it sent a message of another coordinator process or session"
        ) { peer in
            [peer.rawMessage(.beat(Beat(progress: 1)), term: peer.term ^ 1)]
        },
        Violation(
            "another worker's session", .membership, says: "it sent a message of another coordinator process or session"
        ) {
            peer in
            let bystander = peer.session == 1 ? peer.session + 1 : peer.session - 1
            return [peer.rawMessage(.goodbye(Goodbye(reason: "tired", final: true)), session: bystander)]
        },
        Violation("a version that it was not sent", .membership, says: "it acknowledged version 1000") { peer in
            [peer.rawMessage(.acknowledgement(Acknowledgement(version: 1000)))]
        },
        Violation("a header cut short", .membership, says: "its header is damaged or is not one of Chorus") { peer in
            [RawMessage(header: peer.rawMessage(.ready(Ready(fingerprint: "numerics", job: "job"))).header.dropLast())]
        },
        Violation("a header with more than its message", .membership, says: "its header has unknown fields") { peer in
            [RawMessage(header: peer.rawMessage(.beat(Beat(progress: 1))).header + [0x78, 1])]
        },
        Violation("a header without end", .membership, says: "its header has 65537 bytes") { _ in
            [RawMessage(header: Array(repeating: 0, count: MessageLimits.headerBytes + 1))]
        },
        Violation("a frame where none belongs", .membership, says: "it sent a frame where none belongs") { peer in
            [peer.rawMessage(.beat(Beat(progress: 1)), frame: bytes(64))]
        },
        Violation("a frame beyond the limit", .membership, says: "its connection closed") { peer in
            [peer.rawMessage(.beat(Beat(progress: 1)), frame: bytes(SocketSettings.largestBucketFrame + 1))]
        },
    ]

    /// Violations of a member with work.
    private static let assignments = [
        Violation("a bucket of the wrong length", .assignment, says: "its gradient of bucket 0 (68 bytes)") { peer in
            [peer.result(.bucket(0), frame: bytes(68))]
        },
        Violation("a bucket that there is not", .assignment, says: "its gradient of bucket 9 (64 bytes)") { peer in
            [peer.result(.bucket(9), frame: bytes(64))]
        },
        Violation("a bucket without its frame", .assignment, says: "it sent a message without its frame") { peer in
            [peer.result(.bucket(0))]
        },
        Violation("a gradient before its metrics", .assignment, says: "its gradient came before its metrics") { peer in
            [peer.result(.bucket(0), frame: bytes(peer.bucketBytes[0] ?? 0))]
        },
        Violation("metrics of too many samples", .assignment, says: "its metrics are not those of the block's") {
            peer in
            [peer.result(.metrics(MetricSums(lossSum: 2, crossEntropySum: 2, correct: 0, samples: 1000)))]
        },
        Violation("a loss that is not finite", .assignment, says: "its result was not finite, and another") { peer in
            [
                peer.result(
                    .metrics(MetricSums(lossSum: .infinity, crossEntropySum: 2, correct: 0, samples: peer.samples)))
            ]
        },
        Violation("a cross-entropy that is not finite", .assignment, says: "its result was not finite, and") { peer in
            [peer.result(.metrics(MetricSums(lossSum: 2, crossEntropySum: .nan, correct: 0, samples: peer.samples)))]
        },
    ]

    private static var otherFingerprint: Violation {
        var violation = Violation("other numerics", .never, says: "it computes other bits")
        violation.fingerprint = "0123456789abcdef"
        violation.isMember = false
        return violation
    }

    private static var otherJob: Violation {
        var violation = Violation("another job", .never, says: "it has understood another job")
        violation.job = "0123456789abcdef"
        violation.isMember = false
        return violation
    }

    private static func bytes(_ count: Int) -> SharedBytes {
        SharedBytes(count: count) { _ in }
    }
}
