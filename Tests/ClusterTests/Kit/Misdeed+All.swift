import Messages
import TestKit
import Transport
import Vocabulary

extension Misdeed {
    /// All after which a session is at its end, or never begins.
    static let all = greetings + memberships + assignments

    /// Those of a peer that is not let in.
    private static let greetings = [
        Misdeed(
            "another protocol version", .greeting,
            says: "it speaks protocol 9, this coordinator \(ProtocolVersion.current)"
        ) { peer in
            var hello = peer.hello
            hello.protocolVersion = 9
            return [peer.utterance(.hello(hello))]
        },
        Misdeed("an impossible hello", .greeting, says: "hello.slots is 5000, allowed: 1...1024") { peer in
            var hello = peer.hello
            hello.slots = 5000
            return [peer.utterance(.hello(hello))]
        },
        Misdeed("no hello", .greeting, says: "it sent a message without having joined") { peer in
            [peer.utterance(.beat(Beat(progress: 1)), term: 7, session: 1)]
        },
        Misdeed("rubbish", .greeting, says: "its header is damaged or is not one of Chorus") { _ in
            [Utterance(header: Array(repeating: 0xFF, count: 99))]
        },
        Misdeed("a hello with a frame", .greeting, says: "it sent a frame where none belongs") { peer in
            var hello = peer.utterance(.hello(peer.hello))
            hello.frame = bytes(1)
            return [hello]
        },
        otherFingerprint,
        otherJob,
    ]

    /// Those of a member that need no work.
    private static let memberships = [
        Misdeed("a second hello", .membership, says: "it said hello twice") { peer in
            [peer.utterance(.hello(peer.hello), term: 0, session: 0)]
        },
        Misdeed("a second ready", .membership, says: "it said ready twice") { peer in
            [peer.utterance(.ready(Ready(fingerprint: "again", job: "again")))]
        },
        Misdeed("a coordinator's message", .membership, says: "it sent a message that only a coordinator sends") {
            peer in
            [peer.utterance(.weights(WeightsBucket(version: 1, bucket: 0)), frame: bytes(64))]
        },
        Misdeed("another run's message", .membership, says: "it sent a message of another term or session") { peer in
            [peer.utterance(.beat(Beat(progress: 1)), term: peer.term ^ 1)]
        },
        Misdeed("another worker's session", .membership, says: "it sent a message of another term or session") { peer in
            let bystander = peer.session == 1 ? peer.session + 1 : peer.session - 1
            return [peer.utterance(.goodbye(Goodbye(reason: "tired", final: true)), session: bystander)]
        },
        Misdeed("a version that it was not sent", .membership, says: "it acknowledged version 1000") { peer in
            [peer.utterance(.acknowledgement(Acknowledgement(version: 1000)))]
        },
        Misdeed("a header cut short", .membership, says: "its header is damaged or is not one of Chorus") { peer in
            [Utterance(header: peer.utterance(.ready(Ready(fingerprint: "numerics", job: "job"))).header.dropLast())]
        },
        Misdeed("a header with more than its message", .membership, says: "holds more than its message") { peer in
            [Utterance(header: peer.utterance(.beat(Beat(progress: 1))).header + [0x78, 1])]
        },
        Misdeed("a header without end", .membership, says: "its header has 65537 bytes") { _ in
            [Utterance(header: Array(repeating: 0, count: MessageLimits.headerBytes + 1))]
        },
        Misdeed("a frame where none belongs", .membership, says: "it sent a frame where none belongs") { peer in
            [peer.utterance(.beat(Beat(progress: 1)), frame: bytes(64))]
        },
        Misdeed("a frame beyond the limit", .membership, says: "its connection closed") { peer in
            [peer.utterance(.beat(Beat(progress: 1)), frame: bytes(SocketSettings.largestBucketFrame + 1))]
        },
    ]

    /// Those of a member that has work.
    private static let assignments = [
        Misdeed("a bucket of the wrong length", .assignment, says: "its bucket 0 has 68 bytes") { peer in
            [peer.result(.bucket(0), frame: bytes(68))]
        },
        Misdeed("a bucket that there is not", .assignment, says: "its bucket 9 has 64 bytes") { peer in
            [peer.result(.bucket(9), frame: bytes(64))]
        },
        Misdeed("a bucket without its frame", .assignment, says: "it sent a message without its frame") { peer in
            [peer.result(.bucket(0))]
        },
        Misdeed("a gradient before its metrics", .assignment, says: "its gradient came before its metrics") { peer in
            [peer.result(.bucket(0), frame: bytes(peer.bucketBytes[0] ?? 0))]
        },
        Misdeed("metrics of too many samples", .assignment, says: "its metrics are not those of the block's") { peer in
            [peer.result(.metrics(MetricSums(lossSum: 2, crossEntropySum: 2, correct: 0, samples: 1000)))]
        },
        Misdeed("a loss that is not finite", .assignment, says: "its result was not finite, and another") { peer in
            [
                peer.result(
                    .metrics(MetricSums(lossSum: .infinity, crossEntropySum: 2, correct: 0, samples: peer.samples)))
            ]
        },
        Misdeed("a cross-entropy that is not finite", .assignment, says: "its result was not finite, and") { peer in
            [peer.result(.metrics(MetricSums(lossSum: 2, crossEntropySum: .nan, correct: 0, samples: peer.samples)))]
        },
    ]

    private static var otherFingerprint: Misdeed {
        var misdeed = Misdeed("other numerics", .never, says: "it computes other bits")
        misdeed.fingerprint = "0123456789abcdef"
        misdeed.isMember = false
        return misdeed
    }

    private static var otherJob: Misdeed {
        var misdeed = Misdeed("another job", .never, says: "it has understood another job")
        misdeed.job = "0123456789abcdef"
        misdeed.isMember = false
        return misdeed
    }

    private static func bytes(_ count: Int) -> SharedBytes {
        SharedBytes(count: count) { _ in }
    }
}
