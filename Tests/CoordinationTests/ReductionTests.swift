import Coordination
import TestKit
import Testing
import Vocabulary

@Suite struct ReductionTests {
    private let left = Block(start: 0, count: 2)
    private let right = Block(start: 2, count: 2)

    private func reduction(_ step: StepID = training(0, version: 0), samples: Int = 16) -> Reduction {
        Reduction(step: step, samples: samples, microBatches: 4, bucketCount: 2)
    }

    @Test func aStepIsCompleteOnceMetricsAndEveryUpdateAreThere() {
        var reduction = reduction()
        for block in [left, right] { reduction.fill(metrics: MetricSums(samples: 8), block: block) }
        #expect(reduction.totalMetrics?.samples == 16)
        for bucket in [1, 0] {
            for block in [left, right] { _ = reduction.fill(bucket: bucket, block: block) }
            #expect(reduction.buckets[bucket].isComplete)
            #expect(!reduction.isComplete)
            reduction.markApplied(bucket)
        }
        #expect(reduction.applied == [0, 1])
        #expect(reduction.isComplete)
    }

    @Test func aBlockIsCoveredOnceAllItsPartsAre() {
        var reduction = reduction()
        reduction.fill(metrics: MetricSums(samples: 8), block: left)
        #expect(reduction.hasMetrics(of: left))
        _ = reduction.fill(bucket: 1, block: left)
        #expect(!reduction.covers(left))
        _ = reduction.fill(bucket: 0, block: left)
        #expect(reduction.covers(left))
        #expect(reduction.covers(left.halves.upper))
        #expect(!reduction.covers(right))
    }

    @Test func partialSumsAreThoseOfBucketsThatAreNotReduced() {
        var reduction = reduction()
        for block in [left, right] { _ = reduction.fill(bucket: 1, block: block) }
        _ = reduction.fill(bucket: 0, block: right)
        #expect(reduction.partialSums == [NodeID(bucket: 0, block: right)])
    }

    @Test func aValidationReducesMetricsAlone() {
        var reduction = reduction(validation(0, version: 0))
        #expect(reduction.buckets.isEmpty)
        reduction.fill(metrics: MetricSums(samples: 16), block: left.parent)
        #expect(reduction.isComplete)
    }

    @Test func aPartialBatchHasFewerLeavesAndUnequalBlocks() {
        #expect(reduction(samples: 3).presentLeaves == 0..<3)
        #expect(reduction(samples: 3).samples(of: right) == 1)
        #expect(reduction(samples: 15).samples(of: left) == 8)
        #expect(reduction(samples: 15).samples(of: right) == 7)
    }
}
