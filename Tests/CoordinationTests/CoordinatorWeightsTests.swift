import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

@Suite struct CoordinatorWeightsTests {
    let step = training(0, version: 0)
    let whole = Block(start: 0, count: 4)

    @Test func aBucketsNewWeightsGoOutAtOnceToThoseThatHaveTheOld() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(0, from: "a")
        harness.begin(step)
        harness.join("b")
        harness.wait(.milliseconds(100))
        harness.sendMetrics(of: whole, step: step, samples: 16, from: "a")
        harness.send(bucket: 1, of: whole, step: step, from: "a")
        #expect(harness.weights(to: "a") == [WeightsBucket(version: 1, bucket: 1)])
        #expect(harness.weights(to: "b").isEmpty)
        // A worker that joins during a step gets the new buckets once it has the present version.
        harness.acknowledge(0, from: "b")
        #expect(harness.weights(to: "b") == [WeightsBucket(version: 1, bucket: 1)])
        harness.send(bucket: 0, of: whole, step: step, from: "a")
        for name in ["a", "b"] {
            #expect(harness.weights(to: name) == [WeightsBucket(version: 1, bucket: 0)])
        }
        #expect(harness.ended?.step == step)
        #expect(harness.coordinator.version == 1)
        harness.begin(training(1, version: 1))
        #expect(!harness.assigned(to: "a").isEmpty)
        #expect(!harness.assigned(to: "b").isEmpty)
    }

    @Test func whoFellBehindGetsOneSnapshotWhenItReturns() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(0, from: "a")
        harness.begin(step)
        harness.join("b")
        for version in UInt64(0)..<3 {
            harness.finish(whole, step: training(Int(version), version: version), from: "a")
            #expect(harness.weights(to: "b").isEmpty)
            harness.begin(training(Int(version) + 1, version: version + 1))
            #expect(harness.assigned(to: "b").isEmpty)
            harness.acknowledge(version + 1, from: "a")
        }
        harness.acknowledge(0, from: "b")
        #expect(harness.weights(to: "b") == [0, 1].map { WeightsBucket(version: 3, bucket: $0) })
        harness.acknowledge(0, from: "b")
        #expect(harness.directives.isEmpty)
    }

    @Test func aSnapshotAndTheWorkThatNeedsItTravelTogether() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.begin(step)
        harness.join("b")
        harness.finish(whole, step: step, from: "a")
        harness.take(harness.coordinator.lost(peer("a"), at: harness.now))
        harness.begin(training(1, version: 1))
        #expect(harness.messages(to: "b").isEmpty)
        harness.acknowledge(0, from: "b")
        #expect(harness.weights(to: "b").map(\.version) == [1, 1])
        #expect(harness.assigned(to: "b") == [whole])
        guard case .assignment? = harness.messages(to: "b").last else {
            Issue.record("\(harness.directives)")
            return
        }
    }

    @Test func aVersionNeverSentCannotBeAcknowledged() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(1, from: "a")
        #expect(harness.loss(of: "a")?.contains("version 1") == true)
    }

    @Test func anAcknowledgementDoesNotGoBack() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(0, from: "a")
        harness.begin(step)
        harness.finish(whole, step: step, from: "a")
        harness.acknowledge(1, from: "a")
        #expect(harness.directives.isEmpty)
        harness.acknowledge(0, from: "a")
        #expect(harness.loss(of: "a") != nil)
    }
}
