import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// Results that are not finite: a run that has diverged stops; a worker that computes wrong results loses its session.
@Suite struct SuspicionTests {
    let step = training(0, version: 0)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    /// Two members of which `a` holds the first half of a step and `b` the second.
    private func harness(workers: [String] = ["a", "b"]) -> CoordinatorHarness {
        var harness = CoordinatorHarness()
        for name in workers {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        return harness
    }

    @Test func theOnlyWorkerIsBelieved() {
        var harness = harness(workers: ["a"])
        let whole = Block(start: 0, count: 4)
        harness.sendMetrics(of: whole, step: step, samples: 16, from: "a")
        harness.send(bucket: 1, of: whole, step: step, from: "a", notFinite: 5)
        #expect(harness.directives.contains(.stop(step, bucket: 1)))
    }

    @Test func theSameBytesFromAnotherStopTheRun() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.send(bucket: 1, of: first, step: step, from: "a", notFinite: 5)
        #expect(harness.assigned(to: "b") == [first])
        #expect(harness.messages(to: "a") == [.cancel(Cancel(step: step, block: first))])
        harness.finish(second, step: step, from: "b")
        harness.sendMetrics(of: first, step: step, samples: 8, from: "b")
        #expect(!harness.directives.contains(.stop(step, bucket: 1)))
        harness.send(bucket: 1, of: first, step: step, from: "b", notFinite: 5)
        #expect(harness.directives.contains(.stop(step, bucket: 1)))
    }

    @Test func finiteBytesFromAnotherEndTheFirstSession() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.send(bucket: 1, of: first, step: step, from: "a", notFinite: 5)
        harness.finish(second, step: step, from: "b")
        harness.sendMetrics(of: first, step: step, samples: 8, from: "b")
        harness.send(bucket: 1, of: first, step: step, from: "b")
        #expect(harness.loss(of: "a") == "its result was not finite, and another worker's differs")
        harness.send(bucket: 0, of: first, step: step, from: "b")
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func otherBytesThatAreNotFiniteLeaveTheSecondSuspected() {
        var harness = harness(workers: ["a", "b", "c"])
        // `a` was the first, so it was assigned half of the step.
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.send(bucket: 1, of: first, step: step, from: "a", notFinite: 5)
        let second = harness.assigned(to: "b").isEmpty ? "c" : "b"
        harness.sendMetrics(of: first, step: step, samples: 8, from: second)
        harness.send(bucket: 1, of: first, step: step, from: second, notFinite: 6)
        #expect(harness.loss(of: "a") != nil)
        #expect(harness.loss(of: second) == nil)
        let third = second == "b" ? "c" : "b"
        #expect(harness.assigned(to: third).contains(first))
        harness.sendMetrics(of: first, step: step, samples: 8, from: third)
        harness.send(bucket: 1, of: first, step: step, from: third, notFinite: 6)
        #expect(harness.directives.contains(.stop(step, bucket: 1)))
    }

    @Test func aLossThatIsNotFiniteIsAskedForAgain() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, from: "a")
        #expect(harness.assigned(to: "b") == [first])
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, from: "b")
        #expect(harness.directives.contains(.stop(step, bucket: nil)))
    }

    @Test func aCrossEntropyThatIsNotFiniteIsAskedForAgain() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, crossEntropySum: .infinity, from: "a")
        #expect(harness.assigned(to: "b") == [first])
        harness.sendMetrics(of: first, step: step, samples: 8, crossEntropySum: .infinity, from: "b")
        #expect(harness.directives.contains(.stop(step, bucket: nil)))
    }

    @Test func metricsThatDifferInTheCrossEntropyAloneAreNotConfirmed() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, crossEntropySum: .nan, from: "a")
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, crossEntropySum: 1, from: "b")
        #expect(harness.loss(of: "a") != nil)
    }

    /// The second result is slow. The first worker is idle, but it is not asked to confirm its own result.
    @Test func aSuspectDoesNotRaceItsOwnBlock() {
        var harness = harness()
        harness.finish(second, step: step, from: "b")
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, from: "a")
        #expect(harness.assigned(to: "b") == [first])
        harness.wait(.seconds(5), beating: ["a", "b"])
        #expect(harness.assigned(to: "a").isEmpty)
        harness.join("c")
        harness.acknowledge(0, from: "c")
        harness.wait(.seconds(1), beating: ["a", "b", "c"])
        #expect(harness.assigned(to: "c") == [first])
    }

    @Test func ifTheSecondOpinionIsLostTheNextWorkerIsAsked() {
        var harness = harness()
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, from: "a")
        harness.take(harness.coordinator.lost(peer("a"), at: harness.now))
        harness.take(harness.coordinator.lost(peer("b"), at: harness.now))
        #expect(harness.coordinator.memberCount == 0)
        harness.join("c")
        harness.acknowledge(0, from: "c")
        harness.sendMetrics(of: first, step: step, samples: 8, from: "c")
        #expect(!harness.directives.contains(.stop(step, bucket: nil)))
        for bucket in [1, 0] { harness.send(bucket: bucket, of: first, step: step, from: "c") }
        harness.finish(second, step: step, from: "c")
        #expect(harness.ended?.metrics.samples == 16)
    }
}
