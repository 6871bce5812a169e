import Messages
import Vocabulary

/// The header in `bytes`.
func decoded(_ bytes: [UInt8]) throws(MessageError) -> Envelope {
    let result = bytes.withUnsafeBytes { bytes in
        Result { () throws(MessageError) in try Envelope(decoding: bytes) }
    }
    return try result.get()
}

/// Messages with any values that are allowed, the same ones for the same seed (SplitMix64).
struct RandomMessages: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    static let kinds = 12

    mutating func envelope(kind: Int) -> Envelope {
        Envelope(term: next(), session: next(), message: message(kind: kind))
    }

    private mutating func message(kind: Int) -> Message {
        switch kind {
        case 0: .hello(hello())
        case 1: .goodbye(Goodbye(reason: text(0...MessageLimits.reasonBytes), final: .random(using: &self)))
        case 2:
            .ready(
                Ready(
                    fingerprint: text(1...MessageLimits.nameBytes), job: text(1...MessageLimits.nameBytes)))
        case 3: .refused(Refused(reason: text(0...MessageLimits.reasonBytes)))
        case 4: .weights(WeightsBucket(version: version(), bucket: bucket()))
        case 5: .assignment(Assignment(step: step(), block: block(), samples: int(MessageLimits.samples)))
        case 6: .cancel(Cancel(step: step(), block: block()))
        case 7: .result(BlockResult(step: step(), block: block(), content: .bucket(bucket())))
        case 8: .result(BlockResult(step: step(), block: block(), content: metrics()))
        case 9: .acknowledgement(Acknowledgement(version: version()))
        case 10: .beat(Beat(progress: next(), microBatchSeconds: Double(next() % 1000) / 8))
        default: .welcome(welcome())
        }
    }

    mutating func hello() -> Hello {
        Hello(
            protocolVersion: ProtocolVersion.current, workerName: text(1...MessageLimits.nameBytes),
            host: text(1...MessageLimits.nameBytes), slots: int(MessageLimits.slots),
            coreName: text(1...MessageLimits.nameBytes), processID: int(MessageLimits.processIDs))
    }

    mutating func welcome() -> Welcome {
        Welcome(
            runID: text(1...MessageLimits.nameBytes), fingerprint: text(1...MessageLimits.nameBytes),
            version: version(), bucketCount: int(MessageLimits.buckets), microBatches: 1 << int(0...12),
            workerTimeout: .random(in: MessageLimits.timeouts, using: &self))
    }

    private mutating func step() -> StepID {
        StepID(
            phase: Bool.random(using: &self) ? .training : .validation, epoch: int(MessageLimits.epochs),
            step: int(MessageLimits.steps), version: version())
    }

    private mutating func block() -> Block {
        let count = 1 << int(0...12)
        return Block(start: int(0...(4096 / count - 1)) * count, count: count)
    }

    private mutating func metrics() -> ResultContent {
        let count = int(MessageLimits.metrics)
        return .metrics(MetricSums(values: (0..<count).map { _ in sum() }, samples: int(MessageLimits.samples)))
    }

    private mutating func sum() -> Double {
        int(0...9) == 0 ? .infinity : .random(in: 0...1e9, using: &self)
    }

    private mutating func version() -> UInt64 { .random(in: MessageLimits.versions, using: &self) }

    private mutating func bucket() -> Int { int(0...MessageLimits.buckets.upperBound - 1) }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    /// Letters of one to four bytes each.
    private mutating func text(_ bytes: ClosedRange<Int>) -> String {
        let letters: [Character] = ["a", "Z", "-", "\"", "ß", "字", "😀"]
        let limit = int(bytes)
        var text = "x"
        while let letter = letters.randomElement(using: &self), text.utf8.count + letter.utf8.count <= limit {
            text.append(letter)
        }
        return limit == 0 ? "" : text
    }
}
