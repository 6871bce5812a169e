import Messages
import TestKit
import Testing
import Vocabulary

/// Sessions that should have ended are found.
@Suite struct SessionWatchTests {
    private static let step = StepID(phase: .training, epoch: 1, step: 0, version: 0)
    private static let block = Block(start: 0, count: 4)

    /// One worker is stuck: the coordinator ends its session and continues with another worker. A coordinator that
    /// waits a hundred times too long is detected.
    @Test(arguments: 0..<5)
    func aCoordinatorThatKeepsAStuckSession(seed: Int) throws {
        func simulate(patience: Double) throws -> SimulationRecord {
            var generator = Generator(seed: seed)
            var run = ScalarRun(using: &generator)
            run.patience = patience
            let schedule = Schedule(oneWorkerWith: Fault(kind: .stuck, moment: .message(0, step: 2)))
            let cluster = SimulatedCluster(run, schedule, generator)
            _ = try cluster.finish()
            return cluster.record
        }
        let record = try simulate(patience: 1)
        #expect(record.counts == [.stuck: 1])
        #expect(record.losses == [.stalled: 1])
        let failure = #expect(throws: SimulationFailure.self) { try simulate(patience: 100) }
        #expect(failure?.description.hasPrefix("worker-1: it is stuck with a block for ") == true, "\(failure as Any)")
    }

    @Test func aClosedConnection() throws {
        var watch = SessionWatch(at: 0)
        try check(&watch, isClosed: true, at: 1.0)
        try check(&watch, isClosed: true, at: 2.0)
        expectOverdue(&watch, isClosed: true, at: 2.1, "its connection is closed")
    }

    @Test func aBlockOfAStuckWorkerAndOneThatIsOnlySlow() throws {
        var watch = SessionWatch(at: 0)
        watch.tell(assignment, at: microseconds(1))
        beat(&watch, at: 6.5)
        try check(&watch, at: 6.5)
        try check(&watch, isStuck: true, at: 7.0)
        beat(&watch, at: 13)
        expectOverdue(&watch, isStuck: true, at: 13.1, "it is stuck with a block")
        // The bound for a slow worker is the time of the four micro-batches one after the other, and of one more.
        beat(&watch, at: 26.9)
        try check(&watch, at: 26.9)
        beat(&watch, at: 27.1)
        expectOverdue(&watch, at: 27.1, "it sent nothing of a block")
        watch.hear(
            part(.metrics(MetricSums(lossSum: 1, crossEntropySum: 1, correct: 1, samples: 1))), at: microseconds(27))
        try check(&watch, at: 27.1)
        watch.hear(part(.bucket(0)), at: microseconds(28))
        beat(&watch, at: 90)
        try check(&watch, isStuck: true, at: 90)
        try check(&watch, isStuck: true, at: 92)
    }

    /// The blocks of the stuck worker are raced and cancelled, so it does not hold any block for long.
    @Test func aStuckWorkerThatIsGivenWorkAgainAndAgain() throws {
        var watch = SessionWatch(at: 0)
        for second in 1...8 {
            beat(&watch, at: Double(second))
            try check(&watch, isStuck: true, at: Double(second))
            watch.tell(assignment, at: microseconds(Double(second) + 0.1))
            watch.tell(.cancel(Cancel(step: Self.step, block: Self.block)), at: microseconds(Double(second) + 0.4))
        }
        // The first cancelled block that counts is the one at 2.4 s, a second after the worker got stuck.
        beat(&watch, at: 8.4)
        try check(&watch, isStuck: true, at: 8.4)
        expectOverdue(&watch, isStuck: true, at: 8.5, "it is stuck, whatever it is given")
        // With a coordinator that was suspended until 5 s, it is the one at 6.4 s.
        try check(&watch, isStuck: true, notBefore: 5, at: 8.5)
        beat(&watch, at: 11.1)
        try check(&watch, isStuck: true, notBefore: 5, at: 12.4)
        expectOverdue(&watch, isStuck: true, notBefore: 5, at: 12.5, "it is stuck, whatever it is given")
    }

    @Test func silenceOfAMemberAndOfOneWhoJoins() throws {
        var watch = SessionWatch(at: 0)
        try check(&watch, at: 3.5)
        try check(&watch, isMember: false, at: 6)
        expectOverdue(&watch, at: 3.6, "nothing was heard of it")
        expectOverdue(&watch, isMember: false, at: 6.1, "nothing was heard of it")
        // The coordinator itself was suspended.
        try check(&watch, notBefore: 3, at: 6.1)
    }

    private let assignment = Message.assignment(Assignment(step: step, block: block, samples: 4))

    private func part(_ content: ResultContent) -> Message {
        .result(BlockResult(step: Self.step, block: Self.block, content: content))
    }

    private func microseconds(_ seconds: Double) -> Int { Int((seconds * 1e6).rounded()) }

    private func beat(_ watch: inout SessionWatch, at seconds: Double) {
        watch.hear(.beat(Beat(progress: 0)), at: microseconds(seconds))
    }

    private func check(
        _ watch: inout SessionWatch, isMember: Bool = true, isClosed: Bool = false, isStuck: Bool = false,
        notBefore start: Double = 0, at seconds: Double
    ) throws {
        try watch.check(
            SessionWatch.State(isMember: isMember, isClosed: isClosed, isStuck: isStuck), microBatches: 4,
            isTrusted: true, notBefore: microseconds(start), at: microseconds(seconds))
    }

    private func expectOverdue(
        _ watch: inout SessionWatch, isMember: Bool = true, isClosed: Bool = false, isStuck: Bool = false,
        notBefore start: Double = 0, at seconds: Double, _ reason: String,
        location: SourceLocation = #_sourceLocation
    ) {
        var copy = watch
        let error = #expect(throws: SessionWatch.Overdue.self, sourceLocation: location) {
            try check(
                &copy, isMember: isMember, isClosed: isClosed, isStuck: isStuck, notBefore: start, at: seconds)
        }
        #expect(error?.reason == reason, sourceLocation: location)
    }
}
