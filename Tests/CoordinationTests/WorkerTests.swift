import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

@Suite struct WorkerTests {
    let step = training(0, version: 3)
    let pair = Block(start: 2, count: 2)

    @Test func itJoins() {
        var harness = WorkerHarness()
        #expect(harness.sent == [.hello(hello("w"))])
        harness.receive(.welcome(welcome()), frameBytes: 100)
        #expect(harness.directives == [.prepare(welcome())])
        #expect(!harness.worker.isJoined)
        harness.directives = harness.worker.prepared(fingerprint: "numerics", job: jobDigest)
        let ready = Envelope(
            term: WorkerHarness.term, session: WorkerHarness.session,
            message: .ready(Ready(fingerprint: "numerics", job: jobDigest)))
        #expect(harness.directives == [.send(ready, attachment: .none)])
        #expect(harness.worker.isJoined)
        harness.receiveWeights(3, bucket: 0)
        #expect(harness.directives == [.loadWeights(bucket: 0)])
        harness.receiveWeights(3, bucket: 1)
        #expect(harness.directives.prefix(2) == [.loadWeights(bucket: 1), .adoptWeights(version: 3)])
        #expect(harness.sent == [.acknowledgement(Acknowledgement(version: 3))])
    }

    @Test func aWelcomeWithoutAJobGivesTheConnectionUp() {
        var harness = WorkerHarness()
        harness.receive(.welcome(welcome()))
        #expect(harness.reconnectReason != nil)
    }

    @Test func aRefusalEndsIt() {
        var harness = WorkerHarness()
        harness.receive(.refused(Refused(reason: "no")), session: 0)
        #expect(harness.directives == [.finish(reason: "no", outcome: .refused)])
    }

    /// It came too late to join: that is not a refusal.
    @Test func aGoodbyeInPlaceOfAWelcomeEndsIt() {
        var harness = WorkerHarness()
        harness.receive(.goodbye(Goodbye(reason: "over", final: true)), session: 0)
        #expect(harness.directives == [.finish(reason: "over", outcome: .done)])
    }

    @Test func aGoodbyeEndsItOrBringsItBack() {
        var harness = WorkerHarness.member()
        harness.receive(.goodbye(Goodbye(reason: "over", final: true)))
        #expect(harness.directives == [.finish(reason: "over", outcome: .done)])
        harness.receive(.goodbye(Goodbye(reason: "silent", final: false)))
        #expect(harness.reconnectReason == "silent")
    }

    @Test func otherTermsAndSessionsAreNotHeard() {
        var harness = WorkerHarness.member()
        let goodbye = Message.goodbye(Goodbye(reason: "over", final: true))
        harness.receive(goodbye, term: 6)
        #expect(harness.directives.isEmpty)
        harness.receive(goodbye, session: 8)
        #expect(harness.directives.isEmpty)
    }

    @Test func aBlockIsComputedAddedAndSent() {
        var harness = WorkerHarness.member(slots: 2)
        harness.assign(pair, of: step)
        let work = WorkNode(step: step, block: pair)
        #expect(
            harness.directives == [
                .keepSamples(work), .compute(slot: 0, microBatch: 2, of: work, samples: 16),
                .compute(slot: 1, microBatch: 3, of: work, samples: 16),
            ])
        harness.report(slot: 1, metrics)
        #expect(harness.directives.isEmpty)
        harness.report(slot: 1, .bucket(1))
        #expect(harness.directives == [.store(slot: 1, node(Block(start: 3, count: 1), bucket: 1))])
        // The metrics are there when both slots' are, and go out at once.
        harness.report(slot: 0, metrics)
        #expect(harness.sent == [result(.metrics(MetricSums(lossSum: 2, crossEntropySum: 1, correct: 4, samples: 8)))])
        // And so does each bucket, while the slots go on.
        for bucket in [1, 0] {
            if bucket == 0 { harness.report(slot: 1, .bucket(0)) }
            harness.report(slot: 0, .bucket(bucket))
            let (left, right) = (
                node(Block(start: 2, count: 1), bucket: bucket), node(Block(start: 3, count: 1), bucket: bucket)
            )
            let sum = node(pair, bucket: bucket)
            #expect(
                harness.directives.prefix(2) == [.store(slot: 0, left), .add(left: left, right: right, into: sum)])
            #expect(harness.sent == [result(.bucket(bucket))])
            #expect(harness.directives.contains(.discard(sum)))
            #expect(harness.directives.contains(.dropSamples(work)) == (bucket == 0))
        }
        harness.report(slot: 1, .idle)
        #expect(harness.directives.isEmpty)
    }

    private let metrics = SlotReport.metrics(MetricSums(lossSum: 1, crossEntropySum: 0.5, correct: 2, samples: 4))

    private func node(_ block: Block, bucket: Int) -> WorkBucket {
        WorkBucket(work: WorkNode(step: step, block: block), bucket: bucket)
    }

    private func result(_ content: ResultContent) -> Message {
        .result(BlockResult(step: step, block: pair, content: content))
    }

    @Test func slotsBeyondTheRunsMicroBatchesAreNotUsed() {
        let harness = WorkerHarness.member(slots: 1000)
        #expect(harness.worker.slotCount == 4)
    }

    /// One step after the other with the same version: no run does that, and the samples of each would take memory.
    @Test func moreWorkThanTwoStepsHaveIsRefused() {
        var harness = WorkerHarness.member()
        for number in 0..<2 {
            harness.assign(Block(start: 0, count: 4), of: training(number, version: 3))
            #expect(harness.reconnectReason == nil)
        }
        harness.assign(Block(start: 0, count: 1), of: training(2, version: 3))
        #expect(harness.reconnectReason == "the coordinator sent more work than two steps have")
        #expect(!harness.directives.contains { if case .keepSamples = $0 { true } else { false } })
    }

    @Test func aValidationSendsMetricsOnly() {
        var harness = WorkerHarness.member()
        let chunk = validation(0, version: 3)
        harness.assign(Block(start: 0, count: 4), of: chunk, samples: 3)
        for _ in 0..<3 {
            #expect(harness.sent.isEmpty)
            harness.compute(samples: 1, isTraining: false)
        }
        #expect(
            harness.sent == [
                .result(
                    BlockResult(
                        step: chunk, block: Block(start: 0, count: 4),
                        content: .metrics(MetricSums(lossSum: 3, crossEntropySum: 1.5, correct: 6, samples: 3))))
            ])
        harness.compute(isTraining: false)
        #expect(harness.directives.isEmpty)
    }

    @Test func newWeightsWaitForRunningSlotsAndEndOldWork() {
        var harness = WorkerHarness.member(slots: 2)
        harness.assign(Block(start: 0, count: 4), of: step)
        harness.compute(slot: 0)
        #expect(harness.computing == [2])
        harness.receiveWeights(4, bucket: 1)
        #expect(harness.directives == [.loadWeights(bucket: 1)])
        harness.receiveWeights(4, bucket: 0)
        let whole = WorkNode(step: step, block: Block(start: 0, count: 4))
        let leaves = (0..<2).map { WorkerDirective.discard(node(Block(start: 0, count: 1), bucket: $0)) }
        #expect(harness.directives == [.loadWeights(bucket: 0)] + leaves + [.dropSamples(whole)])
        // Work on the new version waits until its weights are adopted.
        let next = training(1, version: 4)
        harness.assign(pair, of: next)
        #expect(harness.computing.isEmpty)
        harness.compute(slot: 0)
        #expect(harness.directives.isEmpty)
        harness.compute(slot: 1)
        #expect(harness.directives.first == .adoptWeights(version: 4))
        #expect(harness.sent == [.acknowledgement(Acknowledgement(version: 4))])
        #expect(harness.computing == [2, 3])
        // Work on the old one comes too late.
        harness.assign(Block(start: 0, count: 1), of: step)
        #expect(harness.directives.isEmpty)
    }

    @Test func aNewerVersionBeginsAnewAndIsNotMixed() {
        var harness = WorkerHarness.member()
        harness.receiveWeights(4, bucket: 1)
        harness.receiveWeights(5, bucket: 0)
        #expect(harness.directives == [.loadWeights(bucket: 0)])
        harness.receiveWeights(5, bucket: 1)
        #expect(harness.directives.contains(.adoptWeights(version: 5)))
        #expect(harness.sent == [.acknowledgement(Acknowledgement(version: 5))])
    }

    @Test func cancelledWorkEnds() {
        var harness = WorkerHarness.member(slots: 1)
        let single = Block(start: 0, count: 1)
        harness.assign(pair, of: step)
        harness.assign(single, of: step)
        harness.receive(.cancel(Cancel(step: training(1, version: 3), block: pair)))
        #expect(harness.directives.isEmpty)
        harness.receive(.cancel(Cancel(step: step, block: pair)))
        #expect(harness.directives == [.dropSamples(WorkNode(step: step, block: pair))])
        // The slot finishes the cancelled micro-batch, and the result is discarded.
        harness.compute()
        #expect(harness.sent.isEmpty)
        #expect(harness.computing == [0])
        harness.receive(.cancel(Cancel(step: step, block: single)))
        #expect(harness.directives == [.dropSamples(WorkNode(step: step, block: single))])
        harness.compute()
        #expect(harness.directives.isEmpty)
    }

    @Test func aBlockThatComesAgainIsComputedAgain() {
        var harness = WorkerHarness.member(slots: 1)
        let single = Block(start: 1, count: 1)
        harness.assign(single, of: step)
        harness.receive(.cancel(Cancel(step: step, block: single)))
        harness.assign(single, of: step)
        // The slot's result of the cancelled block is not used for the new one.
        harness.compute()
        #expect(harness.sent.isEmpty)
        #expect(harness.computing == [1])
        harness.compute()
        #expect(harness.sent.count == 3)
    }

    @Test func senselessWorkGivesTheConnectionUp() {
        let assignments = [
            Assignment(step: training(1, version: 4), block: pair, samples: 16),
            Assignment(step: step, block: Block(start: 4, count: 4), samples: 16),
            Assignment(step: step, block: Block(start: 2, count: 2), samples: 2),
        ]
        for assignment in assignments {
            var harness = WorkerHarness.member()
            harness.receive(.assignment(assignment), frameBytes: 1000)
            #expect(harness.reconnectReason != nil)
        }
        for block in [pair, Block(start: 3, count: 1), Block(start: 0, count: 4)] {
            var harness = WorkerHarness.member()
            harness.assign(pair, of: step)
            harness.assign(block, of: step)
            #expect(harness.reconnectReason?.contains("some of which this worker has already") == true)
        }
        var frameless = WorkerHarness.member()
        frameless.receive(.assignment(Assignment(step: step, block: pair, samples: 16)))
        #expect(frameless.reconnectReason != nil)
    }

    @Test func senselessWeightsGiveTheConnectionUp() {
        for bucket in [WeightsBucket(version: 4, bucket: 2), WeightsBucket(version: 3, bucket: 0)] {
            var harness = WorkerHarness.member()
            harness.receive(.weights(bucket), frameBytes: 400)
            #expect(harness.reconnectReason != nil)
        }
        var frameless = WorkerHarness.member()
        frameless.receive(.weights(WeightsBucket(version: 4, bucket: 0)))
        #expect(frameless.reconnectReason != nil)
    }

    @Test(arguments: [
        Message.welcome(welcome()), .hello(hello("x")), .ready(Ready(fingerprint: "", job: "")),
        .acknowledgement(Acknowledgement(version: 3)),
    ])
    func aWorkersWordFromTheCoordinatorGivesTheConnectionUp(message: Message) {
        var harness = WorkerHarness.member()
        harness.receive(message)
        #expect(harness.reconnectReason != nil)
    }

    @Test func itBeatsEachSecondWithItsProgress() {
        var harness = WorkerHarness.member()
        harness.wait(.milliseconds(900))
        #expect(harness.directives.isEmpty)
        harness.wait(.milliseconds(100))
        #expect(harness.sent == [.beat(Beat(progress: 0))])
        harness.wait(.milliseconds(500))
        #expect(harness.directives.isEmpty)
        harness.assign(pair, of: step)
        harness.compute()
        harness.wait(.milliseconds(500))
        #expect(harness.sent == [.beat(Beat(progress: 1))])
    }

    @Test(arguments: [
        ([0.25], 0.25), ([0.25, 0.5], 0.3), ([0.25, 60], 0.25), ([0.25, 60, 0.25], 0.25), ([0.25, 60, 0.25, 60], 0.25),
        ([0.25, 10.25, 10.25], 2.25),
    ])
    func beatsTellHowLongAMicroBatchTakesUnlessTheMachineSlept(seconds: [Double], told: Double) throws {
        var harness = WorkerHarness.member()
        for seconds in seconds {
            harness.assign(Block(start: 0, count: 1), of: step)
            harness.report(.took(seconds))
            harness.compute()
        }
        harness.wait(.seconds(1))
        guard case .beat(let beat) = try #require(harness.sent.last) else { return #expect(Bool(false)) }
        #expect(abs(beat.microBatchSeconds - told) < 1e-9)
    }

    @Test func itBeatsFourTimesWithinAShortTimeout() {
        var harness = WorkerHarness()
        harness.receive(.welcome(welcome(timeout: 1)), frameBytes: 100)
        harness.directives = harness.worker.prepared(fingerprint: "numerics", job: jobDigest)
        var beats = 0
        for _ in 0..<10 {
            harness.wait(.milliseconds(100))
            beats += harness.sent.count
            harness.receive(.beat(Beat(progress: 0)))
        }
        #expect(beats == 3)
    }

    @Test func theCoordinatorsSilenceGivesTheConnectionUp() {
        var harness = WorkerHarness.member()
        for _ in 0..<8 { harness.wait(.seconds(1)) }
        harness.receive(.beat(Beat(progress: 0)))
        for _ in 0..<10 {
            harness.wait(.seconds(1))
            #expect(harness.reconnectReason == nil)
        }
        harness.wait(.milliseconds(1))
        #expect(harness.reconnectReason?.contains("10.0 seconds") == true)
        var unanswered = WorkerHarness()
        for _ in 0..<10 { unanswered.wait(.milliseconds(1001)) }
        #expect(unanswered.reconnectReason != nil)
    }

    /// Messages that were sent while it was suspended may arrive after the time event.
    @Test func itsOwnSuspensionIsNotTheCoordinatorsSilence() {
        var harness = WorkerHarness.member()
        harness.wait(.seconds(60))
        #expect(harness.reconnectReason == nil)
        for _ in 0..<10 { harness.wait(.seconds(1)) }
        #expect(harness.reconnectReason == nil)
        harness.wait(.milliseconds(1))
        #expect(harness.reconnectReason != nil)
    }

    @Test func beforeItsWelcomeItLeavesWithoutAWord() {
        var harness = WorkerHarness()
        harness.directives = harness.worker.leave(reason: "interrupted")
        #expect(harness.directives == [.finish(reason: "interrupted", outcome: .done)])
    }

    @Test func itSaysGoodbye() {
        var harness = WorkerHarness.member()
        harness.directives = harness.worker.leave(reason: "interrupted")
        #expect(harness.sent == [.goodbye(Goodbye(reason: "interrupted", final: true))])
        #expect(harness.directives.last == .finish(reason: "interrupted", outcome: .done))
    }
}
