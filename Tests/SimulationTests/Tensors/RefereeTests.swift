import Compute
import Configuration
import Coordination
import Coordinator
import Messages
import Run
import TestKit
import Testing
import Training
import Transport
import Vocabulary
import Worker

/// Blocks that a coordinator computes itself, some time after the request.
@Suite struct RefereeTests {
    /// A block that the coordinator cannot compute, here because the settings and its model differ in the number of
    /// buckets, ends the run with that error. The process does not crash.
    @Test func whatCannotBeComputedHereEndsTheRun() throws {
        let cluster = try VerifyingCluster(bucketCount: 1)
        try cluster.beginStep()
        try cluster.disagree()
        #expect(cluster.computations.count == 1)
        #expect { try cluster.compute() } throws: { error in
            guard case WorkerError.unsuitable(let reason) = error else { return false }
            return reason.contains("other parts")
        }
    }

    /// The coordinator cannot compute any block of this run. So the test would fail if it computed the block of the
    /// step that is over.
    @Test func aBlockOfAStepThatIsOverIsNotComputed() throws {
        let cluster = try VerifyingCluster(bucketCount: 1)
        try cluster.beginStep()
        try cluster.finishStep()
        try cluster.beginStep()
        try cluster.raceReferee()
        #expect(cluster.computations.count == 2)
        let step = cluster.step
        try cluster.finishStep()
        #expect(cluster.step != step)
        try cluster.compute()
    }

    /// Two chunks of validation use the same weights. After a block of the first chunk was not computed, because the
    /// chunk was over, a block of the second chunk is still computed with the right weights.
    @Test func theNextBlockHasItsWeightsAllTheSame() throws {
        let cluster = try VerifyingCluster()
        while cluster.step?.phase != .validation {
            try cluster.beginStep()
            try cluster.finishStep()
        }
        try cluster.beginStep()
        try cluster.raceReferee()
        try cluster.finishStep()
        try cluster.compute()
        try cluster.beginStep()
        #expect(cluster.step?.phase == .validation && cluster.step?.step == 1)
        try cluster.disagree()
        try cluster.compute()
        #expect(cluster.executor.machine.counters[.workersExpelled] == 2)
    }
}

/// A coordinator of a run whose steps are all verified, and two workers that send zeros.
private final class VerifyingCluster: CoordinatorDelegate {
    private static let workers = ["a", "b"]
    private(set) var now = Duration.zero
    private(set) var executor: CoordinatorExecutor!
    private(set) var computations: [@Sendable () -> Void] = []
    private let settings: CoordinatorSettings
    private var sessions: [String: UInt64] = [:]
    private var assignments: [(worker: String, assignment: Assignment)] = []

    init(bucketCount: Int? = nil) throws {
        let program = try TensorRun(.fp32, verifyEvery: 1)
        var settings = CoordinatorSettings(
            job: program.job, service: ServiceSettings(minimumWorkers: 2), fingerprint: "numerics")
        if let bucketCount { settings.welcome.bucketCount = bucketCount }
        self.settings = settings
        executor = CoordinatorExecutor(run: TrainingRun(job: program.job), settings: settings, delegate: self)
        try executor.begin()
        for worker in Self.workers {
            try receive(.hello(hello(worker)), from: worker)
            try receive(.ready(Ready(fingerprint: "numerics", job: settings.jobDigest)), from: worker)
        }
    }

    /// The present step.
    var step: StepID? {
        guard case .step(let step, _) = executor.run.work else { return nil }
        return step
    }

    /// Both workers acknowledge the present weights version.
    func beginStep() throws {
        for worker in Self.workers {
            try receive(.acknowledgement(Acknowledgement(version: executor.run.counters.version)), from: worker)
        }
    }

    /// Both workers send all results of the step that are still missing.
    func finishStep() throws {
        now += .milliseconds(10)
        for worker in Self.workers { try finishBlocks(of: worker) }
    }

    /// One worker sends its whole result. The other sends nothing for so long that the coordinator must compute the
    /// block.
    func raceReferee() throws {
        try finishBlocks(of: "a")
        now += .seconds(1)
        for worker in Self.workers { try receive(.beat(Beat(progress: 0)), from: worker) }
        try executor.handle { $0.timePassed(at: now) }
    }

    /// The workers send different metrics for the same block.
    func disagree() throws {
        let block = try #require(assignments.first).assignment.block
        for (index, worker) in Self.workers.enumerated() {
            let assignment = try #require(assignments.first { $0.worker == worker && $0.assignment.block == block })
            try sendMetrics(assignment.assignment, lossSum: Double(index + 1), from: worker)
        }
    }

    /// Computes the blocks that the coordinator must compute.
    func compute() throws {
        for computation in computations { computation() }
        computations = []
        try executor.takeRefereed()
    }

    private func finishBlocks(of worker: String) throws {
        let mine = assignments.filter { $0.worker == worker }
        assignments.removeAll { $0.worker == worker }
        for (_, assignment) in mine {
            try sendMetrics(assignment, lossSum: 0, from: worker)
            guard assignment.step.phase == .training else { continue }
            for bucket in settings.gradientByteCounts.indices.reversed() {
                let zeros = SharedBytes(count: settings.gradientByteCounts[bucket]) { memory in
                    for index in memory.indices { memory[index] = 0 }
                }
                try send(.bucket(bucket), of: assignment, frame: ReceivedBytes(copying: zeros), from: worker)
            }
        }
    }

    private func sendMetrics(_ assignment: Assignment, lossSum: Double, from worker: String) throws {
        let cut = MicroBatchCut(samples: assignment.samples, microBatches: settings.welcome.microBatches)
        let samples = cut.range(of: assignment.block).count
        var metrics = MetricSums(lossSum: lossSum, crossEntropySum: 0, correct: 0, samples: samples)
        if assignment.step.phase == .validation {
            // Each sample is of one class and taken for another.
            var counts = ClassCounts(classes: executor.run.job.workerJob.classes)
            for _ in 0..<samples { counts.add(label: 0, prediction: 1) }
            metrics = MetricSums(values: metrics.values + counts.values, samples: samples)
        }
        try send(.metrics(metrics), of: assignment, from: worker)
    }

    private func send(
        _ content: ResultContent, of assignment: Assignment, frame: ReceivedBytes? = nil, from worker: String
    ) throws {
        let result = BlockResult(step: assignment.step, block: assignment.block, content: content)
        try receive(.result(result), frame: frame, from: worker)
    }

    private func receive(_ message: Message, frame: ReceivedBytes? = nil, from worker: String) throws {
        let envelope = Envelope(term: settings.term, session: sessions[worker] ?? 0, message: message)
        try executor.received(envelope, frame: frame, from: peer(worker))
    }

    func send(_ envelope: Envelope, frame: SharedBytes?, to peer: PeerID) {
        let worker = String(decoding: peer.bytes, as: UTF8.self)
        switch envelope.message {
        case .welcome: sessions[worker] = envelope.session
        case .assignment(let assignment): assignments.append((worker, assignment))
        default: break
        }
    }

    func compute(_ computation: @escaping @Sendable () -> Void) { computations.append(computation) }
    func drop(_ peer: PeerID) {}
    func report(_ notice: ClusterEvent) {}
    func epochBegins() {}
    func stepped(seconds: Double) {}
    func validated(chunk: Int) {}
    func epochEnded(_ epoch: EpochEnd) {}
}
