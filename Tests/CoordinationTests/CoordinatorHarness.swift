import Coordination
import Messages
import TestKit
import Vocabulary

func training(_ step: Int, version: UInt64) -> StepID {
    StepID(phase: .training, epoch: 1, step: step, version: version)
}

func validation(_ chunk: Int, version: UInt64) -> StepID {
    StepID(phase: .validation, epoch: 1, step: chunk, version: version)
}

/// A coordinator, the time, and the directives of the last event.
struct CoordinatorHarness {
    static let term: UInt64 = 77
    var coordinator: Coordinator
    var now = Duration.zero
    /// The directives of the last event, including those after buckets were applied.
    var directives: [CoordinatorDirective] = []
    /// The sessions of members by the name of their connection.
    private(set) var sessions: [String: UInt64] = [:]
    private let bucketBytes = [400, 800]
    private var claims: UInt64 = 0
    /// The frames that the shell keeps: a number stands for the bytes.
    private(set) var candidates: [CandidateID: Int] = [:]
    /// Whether the new weights of this bucket, or the losses of the metrics, are not finite.
    var unsoundBucket: Int?
    var hasUnsoundMetrics = false

    init(
        microBatches: Int = 4, batchSize: Int = 16, minimumWorkers: Int = 1, allowMixed: Bool = false,
        stallTimeout: Duration = .seconds(60), verifyEvery: Int? = nil, updatePolicy: UpdatePolicy = .eachBucket,
        trust: TrustRecord = TrustRecord(), host: String = "another host"
    ) {
        coordinator = Coordinator(
            settings: CoordinatorSettings(
                term: Self.term, welcome: welcome(microBatches: microBatches), jobDigest: jobDigest,
                batchSize: batchSize,
                bucketByteCounts: bucketBytes, minimumWorkers: minimumWorkers, stallTimeout: stallTimeout,
                allowMixed: allowMixed, verifyEvery: verifyEvery, updatePolicy: updatePolicy, trust: trust, host: host),
            version: 0, at: .zero)
    }

    /// The messages that the last event sent to a connection.
    func messages(to name: String) -> [Message] {
        directives.compactMap {
            guard case .send(let envelope, peer(name), _) = $0 else { return nil }
            return envelope.message
        }
    }

    /// The blocks that the last event assigned to a connection.
    func assigned(to name: String) -> [Block] {
        messages(to: name).compactMap {
            guard case .assignment(let assignment) = $0 else { return nil }
            return assignment.block
        }
    }

    /// The buckets of weights that the last event sent to a connection.
    func weights(to name: String) -> [WeightsBucket] {
        messages(to: name).compactMap {
            guard case .weights(let bucket) = $0 else { return nil }
            return bucket
        }
    }

    var notices: [ClusterEvent] {
        directives.compactMap {
            guard case .report(let notice) = $0 else { return nil }
            return notice
        }
    }

    /// The buckets that the last event applied, or tried to, in order.
    var applied: [Int] {
        directives.compactMap {
            guard case .apply(let node) = $0 else { return nil }
            return node.bucket
        }
    }

    /// The step that the last event ended, and its metrics.
    var ended: (step: StepID, metrics: MetricSums)? {
        for case .stepEnded(let step, let metrics) in directives { return (step, metrics) }
        return nil
    }

    /// Why the last event ended the session of a worker; nil if it did not.
    func loss(of worker: String) -> String? {
        for case .lost(worker, _, let loss, _) in notices { return loss.reason }
        return nil
    }

    mutating func receive(
        _ message: Message, from name: String, term: UInt64 = Self.term, session: UInt64? = nil, frameBytes: Int? = nil,
        notFinite: UInt64? = nil, bytes: Int = 0
    ) {
        let envelope = Envelope(term: term, session: session ?? sessions[name] ?? 0, message: message)
        take(
            coordinator.received(
                envelope, frameBytes: frameBytes, inspection: inspection(notFinite: notFinite, bytes: bytes),
                from: peer(name), at: now), bytes: bytes)
    }

    private func inspection(notFinite: UInt64? = nil, bytes: Int = 0) -> ResultInspection {
        let (candidates, isSound) = (candidates, !hasUnsoundMetrics)
        return ResultInspection(
            notFinite: { notFinite }, equals: { candidates[$0] == bytes }, isSound: { _, _ in isSound })
    }

    /// Reports a block that the coordinator has computed itself, with its own numbers.
    mutating func referee(_ block: Block, step: StepID, lossSum: Double = 0.5, bytes: Int = 0) {
        var all: [CoordinatorDirective] = []
        let metrics = ResultContent.metrics(
            MetricSums(
                lossSum: lossSum, crossEntropySum: 0.25, correct: 1, samples: 4 * block.count))
        let buckets = step.phase == .training ? bucketBytes.indices.reversed().map(ResultContent.bucket) : []
        for content in [metrics] + buckets {
            let result = BlockResult(step: step, block: block, content: content)
            take(coordinator.refereed(result, inspection: inspection(bytes: bytes), at: now), bytes: bytes)
            all += directives
        }
        directives = all
    }

    /// The blocks that the coordinator must compute itself after the last event.
    var refereed: [Block] {
        directives.compactMap {
            guard case .compute(let assignment) = $0 else { return nil }
            return assignment.block
        }
    }

    /// Sends hello and reads the answer. The connection has the worker's name if none is given.
    mutating func connect(_ name: String, worker: String? = nil, slots: Int = 1, processID: Int = 1) {
        receive(.hello(hello(worker ?? name, slots: slots, processID: processID)), from: name)
        for case .send(let envelope, peer(name), _) in directives { sessions[name] = envelope.session }
    }

    /// A whole join; the directives are those of its end.
    mutating func join(
        _ name: String, worker: String? = nil, slots: Int = 1, fingerprint: String = "numerics", job: String = jobDigest
    ) {
        connect(name, worker: worker, slots: slots)
        receive(.ready(Ready(fingerprint: fingerprint, job: job)), from: name)
    }

    mutating func acknowledge(_ version: UInt64, from name: String) {
        receive(.acknowledgement(Acknowledgement(version: version)), from: name)
    }

    mutating func begin(_ step: StepID, samples: Int = 16) {
        take(coordinator.begin(step, samples: samples, at: now))
    }

    /// Sends one bucket of a block's gradient; `notFinite` is its digest if it is not finite.
    mutating func send(
        bucket: Int, of block: Block, step: StepID, from name: String, notFinite: UInt64? = nil, bytes: Int = 0
    ) {
        let result = BlockResult(step: step, block: block, content: .bucket(bucket))
        receive(.result(result), from: name, frameBytes: bucketBytes[bucket], notFinite: notFinite, bytes: bytes)
    }

    mutating func sendMetrics(
        of block: Block, step: StepID, samples: Int, lossSum: Double = 0.5, crossEntropySum: Double = 0.25,
        from name: String
    ) {
        let content = ResultContent.metrics(
            MetricSums(
                lossSum: lossSum, crossEntropySum: crossEntropySum, correct: 1, samples: samples))
        receive(.result(BlockResult(step: step, block: block, content: content)), from: name)
    }

    /// Sends all of a block's result; the directives are those of all parts.
    mutating func finish(_ block: Block, step: StepID, from name: String, bytes: Int = 0) {
        sendMetrics(of: block, step: step, samples: 4 * block.count, from: name)
        var all = directives
        if step.phase == .training {
            for bucket in bucketBytes.indices.reversed() {
                send(bucket: bucket, of: block, step: step, from: name, bytes: bytes)
                all += directives
            }
        }
        directives = all
    }

    /// Lets time pass in tenths of a second. In each one these workers send beats, and the others beats with progress.
    /// The directives are those of all of it.
    mutating func wait(_ duration: Duration, beating names: [String] = [], claiming claimants: [String] = []) {
        let end = now + duration
        var all: [CoordinatorDirective] = []
        while now < end {
            now += .milliseconds(100)
            for name in names {
                receive(.beat(Beat(progress: 0)), from: name)
            }
            for name in claimants where sessions[name] != nil {
                claims += 1
                receive(.beat(Beat(progress: claims)), from: name)
                all += directives
            }
            take(coordinator.timePassed(at: now))
            all += directives
        }
        directives = all
    }

    /// Applies buckets at once and keeps frames, as the shell does.
    mutating func take(_ new: [CoordinatorDirective], bytes: Int = 0) {
        directives = new
        var next = 0
        while next < directives.count {
            switch directives[next] {
            case .apply(let node) where node.bucket == unsoundBucket:
                directives += coordinator.bucketNotFinite(node.bucket, at: now)
            case .apply(let node): directives += coordinator.bucketApplied(node.bucket, at: now)
            case .keep(let candidate): candidates[candidate] = bytes
            case .forget(let candidate): candidates[candidate] = nil
            default: break
            }
            next += 1
        }
    }
}
