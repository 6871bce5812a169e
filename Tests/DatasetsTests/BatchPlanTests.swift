import Datasets
import Testing

@Suite struct BatchPlanTests {
    struct Orders: Decodable {
        struct Epoch: Decodable {
            let count: Int
            let seed: String
            let epoch: Int
            let order: [Int]
        }
        let epochs: [Epoch]
    }

    @Test func theOrderOfAnEpochIsThatOfTheGolden() throws {
        let epochs = try Goldens.decoded(Orders.self, from: "orders.json").epochs
        #expect(epochs.count == 3)
        for epoch in epochs {
            let seed = try #require(UInt64(epoch.seed))
            #expect(BatchPlan.order(count: epoch.count, seed: seed, epoch: epoch.epoch) == epoch.order)
        }
    }

    @Test(arguments: [0, 1, 5, 63, 64, 65, 1000], [(1, 1), (64, 4), (10, 16), (7, 4)])
    func everySampleOccursOnce(samples: Int, sizes: (batch: Int, microBatches: Int)) {
        let plan = BatchPlan(sampleCount: samples, batchSize: sizes.batch, microBatches: sizes.microBatches)
        var seen = [Int]()
        for step in 0..<plan.steps {
            let ranges = plan.microBatches(ofStep: step)
            let counts = ranges.map(\.count)
            #expect(ranges.count == min(sizes.microBatches, plan.batch(step).count))
            #expect(counts == counts.sorted(by: >))
            #expect(counts.first! - counts.last! <= 1)
            #expect(counts.last! > 0)
            #expect(plan.batch(step).count == sizes.batch || step == plan.steps - 1)
            #expect(ranges.flatMap { Array($0) } == Array(plan.batch(step)))
            seen += ranges.flatMap { Array($0) }
        }
        #expect(seen == Array(0..<samples))
        #expect(BatchPlan.order(count: samples, seed: 1, epoch: 1).sorted() == Array(0..<samples))
    }

    @Test func anotherSeedOrEpochIsAnotherOrder() {
        let order = BatchPlan.order(count: 50, seed: 1, epoch: 1)
        #expect(order != BatchPlan.order(count: 50, seed: 1, epoch: 2))
        #expect(order != BatchPlan.order(count: 50, seed: 2, epoch: 1))
    }
}
