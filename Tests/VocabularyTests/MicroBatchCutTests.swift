import Testing
import Vocabulary

@Suite struct MicroBatchCutTests {
    @Test func theLargerMicroBatchesComeFirst() {
        #expect(MicroBatchCut(samples: 10, microBatches: 4).ranges == [0..<3, 3..<6, 6..<8, 8..<10])
        #expect(MicroBatchCut(samples: 2, microBatches: 4).ranges == [0..<1, 1..<2])
        #expect(MicroBatchCut(samples: 0, microBatches: 4).ranges == [])
    }

    @Test(arguments: [0, 1, 2, 7, 10, 16, 64]) func aBlockHasTheSamplesOfItsMicroBatches(samples: Int) {
        for microBatches in [1, 2, 4, 8] {
            let cut = MicroBatchCut(samples: samples, microBatches: microBatches)
            #expect(cut.range(of: Block(start: 0, count: microBatches)) == 0..<samples)
            for (index, range) in cut.ranges.enumerated() {
                #expect(cut.range(of: Block(start: index, count: 1)) == range)
            }
            for start in stride(from: 0, to: microBatches, by: 2) where microBatches > 1 {
                let pair = Block(start: start, count: 2)
                let (lower, upper) = pair.halves
                #expect(cut.range(of: pair).count == cut.range(of: lower).count + cut.range(of: upper).count)
            }
        }
    }
}
