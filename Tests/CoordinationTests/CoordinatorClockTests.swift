import Coordination
import Testing

@Suite struct CoordinatorClockTests {
    @Test func aLongGapBetweenEventsIsASuspension() {
        var clock = CoordinatorClock(at: .seconds(5))
        #expect(clock.advance(to: .seconds(7)) == nil)
        #expect(clock.advance(to: .seconds(7)) == nil)
        #expect(clock.advance(to: .milliseconds(9_001)) == .milliseconds(2_001))
        #expect(clock.advance(to: .seconds(10)) == nil)
    }

    @Test func beatsAreAnIntervalApart() {
        var clock = CoordinatorClock(at: .zero)
        let due = (1...12).filter { clock.isBeatDue(at: .milliseconds(100 * $0)) }
        #expect(due == [5, 10])
    }

    @Test func missingWorkersAreToldOfOnceTheyHaveBeenMissingForAWhile() {
        var clock = CoordinatorClock(at: .zero)
        var due: [Int] = []
        for second in 1...50 {
            // No worker is missing between the 15th and the 20th second.
            let isWaiting = !(15...20).contains(second)
            if clock.isWaitingReportDue(isWaiting: isWaiting, at: .seconds(second)) { due.append(second) }
        }
        #expect(due == [10, 30, 40, 50])
    }
}
