import Coordinator
import Testing
import Vocabulary

@Suite struct ClusterEventLimitTests {
    private func failure(_ number: Int) -> ClusterEvent { .connectionFailed(reason: "\(number)") }

    @Test func tenOfAKindAMinuteAndTheNumberOfTheOthers() throws {
        var limit = ClusterEventLimit()
        let admitted = (1...15).filter { limit.admits(failure($0)) }
        #expect(admitted == Array(1...10))
        let isOtherAdmitted = limit.admits(.waiting(workers: 0, needed: 1))
        #expect(isOtherAdmitted)
        let early = limit.heldBack(at: .seconds(59))
        #expect(early.isEmpty)
        let held = limit.heldBack(at: .seconds(60))
        #expect(held.map(\.count) == [5] && held.map(\.last) == [failure(15)])
        let nextMinute = limit.heldBack(at: .seconds(120))
        #expect(nextMinute.isEmpty)
        let isAdmittedAgain = limit.admits(failure(16))
        #expect(isAdmittedAgain)
    }

    @Test func theEndOfARunDoesNotWaitForTheMinute() {
        var limit = ClusterEventLimit()
        for number in 1...11 { _ = limit.admits(failure(number)) }
        let held = limit.takeHeldBack()
        #expect(held.map(\.last) == [failure(11)])
        let rest = limit.takeHeldBack()
        #expect(rest.isEmpty)
    }
}
