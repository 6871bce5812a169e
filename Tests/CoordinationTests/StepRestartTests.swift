import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// Finite results whose sums lead to values that are not finite: the step is restarted and verified.
@Suite struct StepRestartTests {
    let step = training(0, version: 0)
    let whole = Block(start: 0, count: 4)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    private func harness(_ names: String..., allowMixed: Bool = false) -> CoordinatorHarness {
        var harness = CoordinatorHarness(allowMixed: allowMixed)
        for name in names {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        return harness
    }

    /// `liar` sends bytes that make bucket 0 not finite.
    private func unsound(_ harness: CoordinatorHarness) -> CoordinatorHarness {
        var harness = harness
        harness.unsoundBucket = 0
        harness.wait(.milliseconds(100))
        harness.finish(first, step: step, from: "a")
        harness.finish(second, step: step, from: "liar", bytes: 7)
        harness.unsoundBucket = nil
        return harness
    }

    @Test func theBlocksAreComputedByBothAndTheLiarIsFound() {
        var harness = unsound(harness("a", "liar"))
        #expect(harness.directives.contains(.restartStep))
        #expect(harness.weights(to: "a") == [WeightsBucket(version: 1, bucket: 1)], "the bucket that was finite")
        #expect(Set(harness.assigned(to: "a")) == [first, second])
        #expect(Set(harness.assigned(to: "liar")) == [first, second])
        for block in [first, second] { harness.finish(block, step: step, from: "a") }
        harness.finish(second, step: step, from: "liar", bytes: 7)
        #expect(harness.refereed == [second])
        harness.referee(second, step: step)
        #expect(
            harness.notices.contains { if case .expelled(let found) = $0 { found.worker == "liar" } else { false } })
        #expect(harness.refereed == [first])
        harness.referee(first, step: step)
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.coordinator.counters.trust.unverifiedSince.isEmpty, "nothing of the first try is used")
    }

    /// A version is complete for a worker with the last bucket that it lacks, so replaced buckets are sent first.
    @Test func weightsThatWereSentAreReplacedBeforeTheVersionIsWhole() {
        var harness = unsound(harness("a", "liar"))
        harness.take(harness.coordinator.lost(peer("liar"), at: harness.now))
        for block in [first, second] { harness.sendMetrics(of: block, step: step, samples: 8, from: "a") }
        // Bucket 0 is complete first, and held back.
        for bucket in [0, 1] {
            for block in [first, second] {
                harness.send(bucket: bucket, of: block, step: step, from: "a")
                #expect(harness.weights(to: "a").isEmpty)
            }
        }
        harness.referee(first, step: step)
        #expect(harness.weights(to: "a").isEmpty)
        harness.referee(second, step: step)
        #expect(harness.ended != nil)
        #expect(harness.weights(to: "a") == [1, 0].map { WeightsBucket(version: 1, bucket: $0) })
    }

    @Test func theRestOfTheFirstTryIsNeitherUsedNorBlamed() {
        var harness = harness("a", "liar")
        harness.unsoundBucket = 1
        for name in ["a", "liar"] {
            let block = name == "a" ? first : second
            harness.sendMetrics(of: block, step: step, samples: 8, from: name)
            harness.send(bucket: 1, of: block, step: step, from: name)
        }
        harness.unsoundBucket = nil
        #expect(harness.messages(to: "a").contains(.cancel(Cancel(step: step, block: first))))
        harness.send(bucket: 0, of: first, step: step, from: "a")
        #expect(harness.coordinator.memberCount == 2)
        #expect(harness.candidates.isEmpty)
        for block in [first, second] {
            for name in ["a", "liar"] { harness.finish(block, step: step, from: name) }
        }
        #expect(harness.ended != nil)
    }

    @Test func aLossThatBecomesInfiniteIsFoundBeforeAGradientIsUsed() {
        var harness = harness("a", "liar")
        harness.hasUnsoundMetrics = true
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.sendMetrics(of: second, step: step, samples: 8, lossSum: 1e308, from: "liar")
        #expect(harness.directives.contains(.restartStep))
        harness.hasUnsoundMetrics = false
        for block in [first, second] { harness.finish(block, step: step, from: "a") }
        harness.sendMetrics(of: second, step: step, samples: 8, lossSum: 1e308, from: "liar")
        #expect(harness.refereed == [second])
        harness.referee(second, step: step)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func validationToo() {
        var harness = CoordinatorHarness()
        harness.join("liar")
        harness.acknowledge(0, from: "liar")
        let chunk = validation(0, version: 0)
        harness.begin(chunk)
        harness.hasUnsoundMetrics = true
        harness.sendMetrics(of: whole, step: chunk, samples: 16, lossSum: 1e308, from: "liar")
        harness.hasUnsoundMetrics = false
        #expect(harness.ended == nil)
        harness.sendMetrics(of: whole, step: chunk, samples: 16, lossSum: 1e308, from: "liar")
        harness.referee(whole, step: chunk)
        #expect(harness.ended?.metrics.lossSum == 0.5)
        #expect(harness.coordinator.memberCount == 0)
    }

    @Test func aRunThatHasDivergedStopsAtTheSecondTry() {
        var harness = harness("a")
        harness.unsoundBucket = 1
        harness.finish(whole, step: step, from: "a")
        #expect(!harness.directives.contains(.stop(step, bucket: 1)))
        harness.finish(whole, step: step, from: "a")
        #expect(harness.refereed == [whole])
        harness.referee(whole, step: step)
        #expect(harness.directives.contains(.stop(step, bucket: 1)))
        #expect(harness.coordinator.memberCount == 1)
    }

    /// In such a run other bytes prove nothing.
    @Test func inAMixedRunTheWorkerMayComeBack() {
        var harness = unsound(harness("a", "liar", allowMixed: true))
        harness.finish(second, step: step, from: "a")
        harness.finish(second, step: step, from: "liar", bytes: 7)
        harness.referee(second, step: step)
        #expect(harness.loss(of: "liar")?.contains("in a step whose sum was not finite") == true)
        harness.receive(.hello(hello("liar")), from: "again")
        #expect(harness.messages(to: "again").contains { if case .welcome = $0 { true } else { false } })
    }
}
