import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// A coordinator that updates no bucket before the gradient of all is there.
@Suite struct UpdatePolicyTests {
    private let step = training(0, version: 0)
    private let whole = Block(start: 0, count: 4)

    private func harness() -> CoordinatorHarness {
        var harness = CoordinatorHarness(updatePolicy: .afterAll)
        harness.join("a")
        harness.acknowledge(0, from: "a")
        harness.begin(step)
        return harness
    }

    @Test func noWeightsAreMadeOrSentBeforeAllBucketsAreReduced() {
        var harness = harness()
        harness.sendMetrics(of: whole, step: step, samples: 16, from: "a")
        harness.send(bucket: 1, of: whole, step: step, from: "a")
        #expect(harness.applied.isEmpty)
        #expect(harness.weights(to: "a").isEmpty)
        harness.send(bucket: 0, of: whole, step: step, from: "a")
        #expect(harness.applied == [1, 0])
        #expect(harness.weights(to: "a") == [1, 0].map { WeightsBucket(version: 1, bucket: $0) })
        #expect(harness.ended?.step == step)
        #expect(harness.coordinator.version == 1)
    }

    /// The later buckets are not applied, so the coordinator frees their gradients.
    @Test func anUpdateThatFailsFreesTheBucketsBehindIt() {
        var harness = harness()
        harness.unsoundBucket = 1
        harness.finish(whole, step: step, from: "a")
        #expect(harness.applied == [1])
        #expect(harness.directives.contains(.discard(NodeID(bucket: 0, block: whole))))
        #expect(harness.directives.contains(.restartStep))
        #expect(harness.ended == nil)
        // The step is verified now: the coordinator confirms what the worker sends again.
        harness.unsoundBucket = nil
        harness.finish(whole, step: step, from: "a")
        harness.referee(whole, step: step)
        #expect(harness.applied == [1, 0])
        #expect(harness.ended?.step == step)
    }
}
