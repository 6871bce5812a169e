import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// How a coordinator divides the micro-batches of its steps.
@Suite struct WorkDivisionTests {
    /// Members with these speeds (seconds per micro-batch) and slots. The speeds are measured in a first step. Returns
    /// the blocks of each member in a second step.
    private func division(microBatches: Int, seconds: [Double], slots: [Int], present: Int? = nil) -> [[Block]] {
        var harness = CoordinatorHarness(microBatches: microBatches, batchSize: 4 * microBatches)
        let names = seconds.indices.map { "worker \($0)" }
        for (name, slots) in zip(names, slots) {
            harness.join(name, slots: slots)
            harness.acknowledge(0, from: name)
        }
        let step = training(0, version: 0)
        harness.begin(step, samples: 4 * microBatches)
        let shares = names.map(harness.assigned)
        checkCover(shares, leaves: microBatches)
        for (index, blocks) in shares.enumerated() {
            for block in blocks {
                let rounds = (block.count + slots[index] - 1) / slots[index]
                harness.now = .seconds(seconds[index] * Double(rounds))
                harness.finish(block, step: step, from: names[index])
            }
        }
        #expect(harness.coordinator.version == 1)
        for name in names { harness.acknowledge(1, from: name) }
        harness.begin(training(1, version: 1), samples: present ?? 4 * microBatches)
        let result = names.map(harness.assigned)
        checkCover(result, leaves: min(present ?? microBatches, microBatches))
        return result
    }

    /// Every micro-batch once, in aligned power-of-two blocks.
    private func checkCover(_ shares: [[Block]], leaves: Int) {
        let blocks = shares.flatMap { $0 }
        #expect(blocks.flatMap { Array($0.range) }.sorted() == Array(0..<leaves))
        #expect(blocks.allSatisfy { $0.count.nonzeroBitCount == 1 && $0.start % $0.count == 0 })
    }

    private func counts(_ shares: [[Block]]) -> [Int] { shares.map { $0.reduce(0) { $0 + $1.count } } }

    @Test func sharesOfEqualWorkersAreEqual() {
        for workers in [1, 2, 4, 8, 16] {
            let shares = division(
                microBatches: 16, seconds: Array(repeating: 0.1, count: workers),
                slots: Array(repeating: 1, count: workers))
            #expect(counts(shares) == Array(repeating: 16 / workers, count: workers))
            #expect(shares.allSatisfy { $0.count == 1 }, "a power of two is one block")
        }
    }

    @Test func smallDifferencesOfSpeedMakeNoUnevenShares() {
        let shares = division(microBatches: 32, seconds: [0.1, 0.11, 0.1, 0.105], slots: [1, 1, 1, 1])
        #expect(counts(shares) == [8, 8, 8, 8])
        #expect(shares.allSatisfy { $0.count == 1 })
        #expect(counts(division(microBatches: 32, seconds: [0.1, 0.15], slots: [1, 1]))[0] > 16)
    }

    /// Fewer micro-batches would not make a gradient smaller; but none at all saves it.
    @Test(arguments: [(300, [8, 8]), (1600, [16, 0])])
    func sharesFollowComputingUnlessResultsComeMuchLater(milliseconds: Int, expected: [Int]) {
        var harness = CoordinatorHarness(microBatches: 16, batchSize: 64)
        for name in ["near", "far"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
            harness.receive(.beat(Beat(progress: 1, microBatchSeconds: 0.01)), from: name)
        }
        let step = training(0, version: 0)
        harness.begin(step, samples: 64)
        let shares = ["near", "far"].map { ($0, harness.assigned(to: $0)) }
        for (name, blocks) in shares {
            #expect(blocks.map(\.count) == [8])
            harness.now += .milliseconds(name == "near" ? 100 : milliseconds - 100)
            for block in blocks { harness.finish(block, step: step, from: name) }
        }
        for name in ["near", "far"] { harness.acknowledge(1, from: name) }
        harness.begin(training(1, version: 1), samples: 64)
        #expect(counts(["near", "far"].map(harness.assigned)) == expected)
    }

    @Test func nobodyIsIdleWhereThereIsWork() {
        for workers in 1...16 {
            let shares = division(
                microBatches: 16, seconds: Array(repeating: 0.1, count: workers),
                slots: Array(repeating: 1, count: workers))
            let counts = counts(shares)
            #expect(counts.min()! >= 1)
            #expect(counts.max()! - counts.min()! <= 1)
        }
    }

    @Test func sharesFollowSpeed() {
        #expect(counts(division(microBatches: 8, seconds: [0.1, 0.3], slots: [1, 1])) == [6, 2])
        #expect(counts(division(microBatches: 8, seconds: [1, 0.01], slots: [1, 1])) == [0, 8])
    }

    @Test func sharesFollowSlots() {
        #expect(counts(division(microBatches: 8, seconds: [0.1, 0.1], slots: [3, 1])) == [6, 2])
        #expect(counts(division(microBatches: 16, seconds: [0.1, 0.1, 0.1], slots: [2, 4, 2])) == [4, 8, 4])
    }

    @Test func randomClustersAreCovered() {
        for seed in 0..<300 {
            var generator = Generator(seed: seed)
            let workers = Int.random(in: 1...8, using: &generator)
            let microBatches = 1 << Int.random(in: 3...6, using: &generator)
            _ = division(
                microBatches: microBatches,
                seconds: (0..<workers).map { _ in Double.random(in: 0.01...0.5, using: &generator) },
                slots: (0..<workers).map { _ in Int.random(in: 1...4, using: &generator) },
                present: Int.random(in: 1...4 * microBatches, using: &generator))
        }
    }
}
