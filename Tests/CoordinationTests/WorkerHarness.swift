import Coordination
import Messages
import TestKit
import Vocabulary

/// A worker, the time, and the directives of the last event.
struct WorkerHarness {
    static let term: UInt64 = 5
    static let session: UInt64 = 9
    var worker: Worker
    var now = Duration.zero
    var directives: [WorkerDirective] = []

    /// A worker that has just connected.
    init(slots: Int = 1) {
        worker = Worker(hello: hello("w", slots: slots), at: .zero)
        directives = worker.connected()
    }

    /// A member with the weights of version 3.
    static func member(slots: Int = 1) -> WorkerHarness {
        var harness = WorkerHarness(slots: slots)
        harness.receive(.welcome(welcome()), frameBytes: 100)
        harness.directives = harness.worker.prepared(fingerprint: "numerics", job: jobDigest)
        for bucket in 0..<2 { harness.receiveWeights(3, bucket: bucket) }
        return harness
    }

    var sent: [Message] {
        directives.compactMap {
            guard case .send(let envelope, _) = $0 else { return nil }
            return envelope.message
        }
    }

    /// The micro-batches that the last event put on slots.
    var computing: [Int] {
        directives.compactMap {
            guard case .compute(_, let microBatch, _, _) = $0 else { return nil }
            return microBatch
        }
    }

    /// Why the last event closed the connection; nil if it did not.
    var reconnectReason: String? {
        for case .reconnect(let reason) in directives { return reason }
        return nil
    }

    mutating func receive(
        _ message: Message, term: UInt64 = Self.term, session: UInt64 = Self.session, frameBytes: Int? = nil
    ) {
        let envelope = Envelope(term: term, session: session, message: message)
        directives = worker.received(envelope, frameBytes: frameBytes, at: now)
    }

    mutating func receiveWeights(_ version: UInt64, bucket: Int) {
        receive(.weights(WeightsBucket(version: version, bucket: bucket)), frameBytes: 400)
    }

    mutating func assign(_ block: Block, of step: StepID, samples: Int = 16) {
        receive(.assignment(Assignment(step: step, block: block, samples: samples)), frameBytes: 1000)
    }

    mutating func report(slot: Int = 0, _ report: SlotReport) {
        directives = worker.reported(slot: slot, report)
    }

    /// A slot computes its micro-batch, of one step's two buckets if it is for training.
    mutating func compute(slot: Int = 0, samples: Int = 4, isTraining: Bool = true) {
        let metrics = SlotReport.metrics(MetricSums(lossSum: 1, crossEntropySum: 0.5, correct: 2, samples: samples))
        let reports = [metrics] + (isTraining ? [.bucket(1), .bucket(0)] : []) + [.idle]
        directives = reports.flatMap { worker.reported(slot: slot, $0) }
    }

    mutating func wait(_ duration: Duration) {
        now += duration
        directives = worker.timePassed(at: now)
    }
}
