import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

@Suite struct CoordinatorWorkTests {
    let step = training(0, version: 0)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    /// Two members with the weights, and the first step assigned.
    private func twoAtWork() -> CoordinatorHarness {
        var harness = CoordinatorHarness()
        for name in ["a", "b"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        return harness
    }

    @Test func aStepGoesFromAssignmentToItsEnd() {
        var harness = twoAtWork()
        #expect(harness.assigned(to: "a") == [first])
        #expect(harness.assigned(to: "b") == [second])
        harness.finish(second, step: step, from: "b")
        for bucket in 0..<2 {
            #expect(harness.directives.contains(.store(NodeID(bucket: bucket, block: second))))
        }
        #expect(harness.ended == nil)
        harness.finish(first, step: step, from: "a")
        let whole = Block(start: 0, count: 4)
        for bucket in 0..<2 {
            let node = { NodeID(bucket: bucket, block: $0) }
            #expect(harness.directives.contains(.add(left: node(first), right: node(second), into: node(whole))))
            #expect(harness.directives.contains(.apply(node(whole))))
        }
        #expect(harness.ended?.step == step)
        #expect(harness.ended?.metrics == MetricSums(lossSum: 1, crossEntropySum: 0.5, correct: 2, samples: 16))
        #expect(harness.coordinator.version == 1)
    }

    @Test func aValidationLeavesTheVersion() {
        var harness = CoordinatorHarness()
        harness.join("a")
        let chunk = validation(0, version: 0)
        harness.begin(chunk, samples: 8)
        harness.finish(Block(start: 0, count: 4), step: chunk, from: "a")
        #expect(harness.ended == nil, "sixteen samples of eight")
        #expect(harness.loss(of: "a") != nil)
        harness.join("b")
        harness.sendMetrics(of: Block(start: 0, count: 4), step: chunk, samples: 8, from: "b")
        #expect(harness.ended?.step == chunk)
        #expect(harness.coordinator.version == 0)
    }

    @Test func aWrongFrameEndsTheSessionAndOthersTakeItsBlocks() {
        for bytes in [nil, 0, 396, 404, 800] {
            var harness = twoAtWork()
            let result = BlockResult(step: step, block: first, content: .bucket(0))
            harness.receive(.result(result), from: "a", frameBytes: bytes)
            #expect(
                harness.loss(of: "a")
                    == (bytes.map { "its gradient of bucket 0 (\($0) bytes) is invalid" }
                        ?? "it sent a message without its frame"))
            #expect(harness.assigned(to: "b") == [first])
            #expect(harness.coordinator.counters[.blocksReassigned] == 1)
            #expect(harness.coordinator.counters[.sessionsLost] == 1)
            harness.finish(second, step: step, from: "b")
            harness.finish(first, step: step, from: "b")
            #expect(harness.ended?.step == step)
        }
    }

    @Test func anUnknownBucketOrWrongMetricsEndTheSession() {
        let wrong: [ResultContent] = [
            .bucket(2), .metrics(MetricSums(lossSum: 1, crossEntropySum: 1, correct: 1, samples: 17)),
            .metrics(MetricSums(lossSum: 1, crossEntropySum: 1, correct: 9, samples: 8)),
        ]
        for content in wrong {
            var harness = twoAtWork()
            let result = BlockResult(step: step, block: first, content: content)
            harness.receive(.result(result), from: "a", frameBytes: content.carriesFrame ? 400 : nil)
            #expect(harness.loss(of: "a") != nil)
            #expect(harness.assigned(to: "b") == [first])
        }
    }

    @Test func aGradientBeforeItsMetricsEndsTheSession() {
        var harness = twoAtWork()
        harness.send(bucket: 1, of: first, step: step, from: "a")
        #expect(harness.loss(of: "a") != nil)
        #expect(harness.assigned(to: "b") == [first])
    }

    @Test func resultsOfAnEarlierStepAreIgnored() {
        var harness = twoAtWork()
        harness.finish(first, step: step, from: "a")
        harness.finish(second, step: step, from: "b")
        #expect(harness.ended != nil)
        let next = training(1, version: 1)
        harness.begin(next)
        harness.acknowledge(1, from: "a")
        harness.finish(second, step: step, from: "b")
        #expect(harness.directives.isEmpty)
        #expect(harness.coordinator.memberCount == 2)
    }

    @Test func aResultThatNobodyAskedForIsIgnored() {
        var harness = twoAtWork()
        harness.finish(Block(start: 0, count: 4), step: step, from: "a")
        #expect(harness.directives.isEmpty)
        harness.finish(second, step: step, from: "a")
        #expect(harness.directives.isEmpty)
        harness.finish(first, step: step, from: "a")
        harness.finish(first, step: step, from: "a")
        #expect(harness.directives.isEmpty)
    }

    @Test func aClosedConnectionsBlocksGoToOthers() {
        var harness = twoAtWork()
        harness.sendMetrics(of: second, step: step, samples: 8, from: "b")
        harness.send(bucket: 1, of: second, step: step, from: "b")
        harness.take(harness.coordinator.lost(peer("b"), at: harness.now))
        #expect(harness.loss(of: "b") == "its connection closed")
        #expect(
            harness.notices.last
                == .lost(
                    worker: "b", host: "host",
                    loss: SessionLoss(.connectionClosed, reason: "its connection closed"), blocks: 1))
        #expect(harness.assigned(to: "a") == [second])
        // The bucket that has arrived before is not stored again; the other one is.
        harness.finish(second, step: step, from: "a")
        #expect(!harness.directives.contains(.store(NodeID(bucket: 1, block: second))))
        #expect(harness.directives.contains(.store(NodeID(bucket: 0, block: second))))
        harness.finish(first, step: step, from: "a")
        #expect(harness.ended?.metrics.samples == 16)
    }

    @Test func anEndedLocalProcessIsALostSession() {
        var harness = twoAtWork()
        harness.connect("c", processID: 1234)
        harness.take(harness.coordinator.lost(processID: 99, at: harness.now))
        #expect(harness.directives.isEmpty)
        harness.take(harness.coordinator.lost(processID: 1234, at: harness.now))
        #expect(
            harness.notices == [
                .notJoined(worker: "c", loss: SessionLoss(.connectionClosed, reason: "its connection closed"))
            ])
        #expect(harness.coordinator.memberCount == 2)
    }

    @Test func finishedBlocksAreCountedByWorker() {
        var harness = twoAtWork()
        harness.finish(first, step: step, from: "a")
        harness.take(harness.coordinator.lost(peer("b"), at: harness.now))
        harness.finish(second, step: step, from: "a")
        #expect(harness.coordinator.counters.blocksByWorker == ["a": 2])
    }

    @Test func workWaitsForSomebodyToJoin() {
        var harness = twoAtWork()
        for name in ["a", "b"] {
            harness.take(harness.coordinator.lost(peer(name), at: harness.now))
        }
        harness.join("c", slots: 4)
        #expect(harness.assigned(to: "c") == [Block(start: 0, count: 4)])
        harness.finish(Block(start: 0, count: 4), step: step, from: "c")
        #expect(harness.ended?.step == step)
    }

    @Test func theStartWaitsForEnoughWorkers() {
        var harness = CoordinatorHarness(minimumWorkers: 3)
        harness.join("a")
        harness.begin(step)
        harness.join("b")
        #expect(harness.assigned(to: "a").isEmpty)
        #expect(harness.assigned(to: "b").isEmpty)
        harness.take(harness.coordinator.expect(atMost: 3, at: harness.now))
        #expect(harness.directives.isEmpty)
        harness.take(harness.coordinator.expect(atMost: 2, at: harness.now))
        #expect(harness.assigned(to: "a") == [first])
        #expect(harness.assigned(to: "b") == [second])
        // Once started, one is enough.
        harness.take(harness.coordinator.lost(peer("b"), at: harness.now))
        #expect(harness.assigned(to: "a") == [second])
    }

    @Test func aPartialBatchIsDividedByItsSamples() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.begin(step, samples: 3)
        #expect(harness.assigned(to: "a") == [first, Block(start: 2, count: 1)])
    }
}
