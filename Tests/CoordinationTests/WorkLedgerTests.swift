import Coordination
import Testing
import Vocabulary

@Suite struct WorkLedgerTests {
    private let left = Block(start: 0, count: 4)
    private let right = Block(start: 4, count: 4)

    /// Eight micro-batches, half of which session 1 holds; it computes two at a time.
    private func ledger() -> WorkLedger {
        var ledger = WorkLedger(leaves: 0..<8)
        ledger.give(left, to: 1, slots: 2, at: .seconds(1))
        return ledger
    }

    @Test func whatASessionHoldsIsNotUnassigned() {
        var ledger = ledger()
        #expect(ledger.unassigned == Set(4..<8))
        #expect(ledger.load(of: 1) == 4)
        #expect(ledger.holding(left, of: 1)?.rounds == 2)
        #expect(ledger.holds(1, anyOf: left.halves.upper))
        #expect(!ledger.holds(1, anyOf: right))
        #expect(ledger.isIdle(2))
        // An added block is computed after the blocks before it.
        #expect(ledger.rounds(of: 1, with: right, slots: 2) == 4)
        ledger.give(right, to: 1, slots: 2, at: .seconds(2))
        #expect(ledger.holding(right, of: 1)?.rounds == 4)
        #expect(ledger.unassigned.isEmpty)
    }

    @Test func eachPartOfAResultIsDeliveredOnceByWhoHoldsTheBlock() {
        var ledger = ledger()
        let results: [(ResultPart, Block, UInt64)] = [
            (.metrics, left, 1), (.metrics, left, 1), (.bucket(0), left, 1), (.metrics, left, 2), (.metrics, right, 1),
        ]
        let delivered = results.map { ledger.deliver($0, of: $1, from: $2) }
        #expect(delivered == [true, false, true, false, false])
        #expect(ledger.holding(left, of: 1)?.delivered == [.metrics, .bucket(0)])
    }

    @Test func theBlocksOfASessionThatEndsArePutBackUnlessAnotherHasThem() {
        var ledger = ledger()
        ledger.give(right, to: 1, slots: 2, at: .seconds(1))
        ledger.give(right, to: 2, slots: 1, at: .seconds(2))
        #expect(ledger.release(1) == [left])
        #expect(ledger.isIdle(1))
        #expect(ledger.unassigned.isEmpty)
        ledger.putBack(left)
        #expect(ledger.unassigned == Set(0..<4))
        #expect(ledger.release(2) == [right])
        #expect(ledger.release(3).isEmpty)
    }

    @Test func absentMicroBatchesAreNeverUnassigned() {
        var ledger = WorkLedger(leaves: 0..<3)
        let block = Block(start: 2, count: 2)
        ledger.give(block, to: 1, slots: 1, at: .zero)
        for block in ledger.release(1) { ledger.putBack(block) }
        #expect(ledger.unassigned == Set(0..<3))
    }

    @Test func aFinishedBlockIsHeldNoMore() {
        var ledger = ledger()
        ledger.remove(left, from: 1)
        #expect(ledger.isIdle(1))
        #expect(ledger.release(1).isEmpty)
        #expect(ledger.unassigned == Set(4..<8))
    }

    @Test func aSuspensionCountsForNobodyAndMovesNothingIntoTheFuture() {
        var ledger = ledger()
        ledger.give(right, to: 2, slots: 1, at: .seconds(9))
        ledger.skip(.seconds(5), at: .seconds(10))
        #expect(ledger.holding(left, of: 1)?.since == .seconds(6))
        #expect(ledger.holding(right, of: 2)?.since == .seconds(10))
    }
}
