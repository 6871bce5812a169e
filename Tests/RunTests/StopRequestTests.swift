import Compute
import Synchronization
import Testing

@Suite struct StopRequestTests {
    @Test func whoeverAskedIsTold() {
        let stop = StopRequest()
        let count = Mutex(0)
        stop.whenMade { count.withLock { $0 += 1 } }
        #expect(!stop.isMade)
        #expect(count.withLock { $0 } == 0)
        stop.make()
        stop.make()
        #expect(stop.isMade)
        #expect(count.withLock { $0 } == 1)
        stop.whenMade { count.withLock { $0 += 10 } }
        #expect(count.withLock { $0 } == 11)
    }
}
