import Messages
import Vocabulary

extension FuzzTarget {
    /// The header of a message. What is accepted has one encoding, which is what was read.
    static let message = FuzzTarget(
        "message", maximumLength: 4096,
        seeds: { messages.map { Envelope(term: 7, session: 9, message: $0).encoded() } },
        read: { bytes in
            let envelope: Envelope
            do throws(MessageError) {
                envelope = try decoded(bytes)
            } catch {
                return try promiseOneLine(error)
            }
            // Bytes are compared, and not values: a loss may be no number, which equals nothing.
            let encoded = envelope.encoded()
            try promise(decoded(encoded).encoded() == encoded, "what is encoded is read as the same message")
            if case .hello(let hello) = envelope.message, hello.protocolVersion != ProtocolVersion.current { return }
            try promise(encoded == bytes, "a message has one encoding")
        })

    private static func decoded(_ bytes: [UInt8]) throws(MessageError) -> Envelope {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(MessageError) in try Envelope(decoding: bytes) }
        }
        return try result.get()
    }

    private static let step = StepID(phase: .training, epoch: 3, step: 70, version: 1000)
    private static let block = Block(start: 4, count: 2)

    /// One of each kind.
    private static let messages: [Message] = [
        .hello(
            Hello(
                protocolVersion: ProtocolVersion.current, workerName: "worker", host: "host", slots: 2, coreName: "Zen",
                processID: 77)),
        .hello(
            Hello(protocolVersion: 99, workerName: "w", host: "h", slots: 1, coreName: "c", processID: 1)),
        .welcome(
            Welcome(
                runID: "run", fingerprint: "bits", version: 12, bucketCount: 2, microBatches: 4, workerTimeout: 10)),
        .ready(Ready(fingerprint: "bits", job: "digest")),
        .refused(Refused(reason: "full")),
        .weights(WeightsBucket(version: 1000, bucket: 3)),
        .assignment(Assignment(step: step, block: block, samples: 64)),
        .cancel(Cancel(step: step, block: block)),
        .result(BlockResult(step: step, block: block, content: .bucket(5))),
        .result(
            BlockResult(
                step: step, block: block, content: .metrics(MetricSums(values: [1.5, 3, 0.75], samples: 8))
            )),
        .acknowledgement(Acknowledgement(version: 1000)),
        .beat(Beat(progress: 300)),
        .goodbye(Goodbye(reason: "the run is over", final: true)),
    ]
}
