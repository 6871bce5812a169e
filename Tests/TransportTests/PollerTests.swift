import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct PollerTests {
    @Test func aWakeFromAnotherThreadEndsTheWait() throws {
        let waker = try Waker()
        // No task: those of tests that compute may keep the pool's threads for longer than is waited here.
        Thread.detachNewThread { waker.wake() }
        #expect(Poller.wait([.waker(waker)], timeout: .seconds(10)) == [true])
        waker.wake()
        waker.drain()
        #expect(Poller.wait([.waker(waker)], timeout: .zero) == [false])
    }

    @Test func onlyWhatCanBeReadIsTold() throws {
        let cluster = try Cluster(dealers: 2)
        let waker = try Waker()
        var pipe: [Int32] = [0, 0]
        try #require(Foundation.pipe(&pipe) == 0)
        defer { pipe.forEach { close($0) } }
        let sources: [Poller.Source] = [
            .router(cluster.router), .dealer(cluster.dealers[0]), .dealer(cluster.dealers[1]), .waker(waker),
            .fileDescriptor(pipe[0]),
        ]
        #expect(Poller.wait(sources, timeout: .zero) == [false, false, false, false, false])
        #expect(write(pipe[1], "x", 1) == 1)
        #expect(Poller.wait(sources, timeout: .seconds(10)) == [false, false, false, false, true])
        #expect(cluster.router.send(to: cluster.peers[1], header: [1]) == .sent)
        #expect(wait(for: []) { Poller.wait(sources, timeout: .zero) == [false, false, true, false, true] })
        _ = try receive(cluster.dealers[1])
        waker.wake()
        #expect(Poller.wait(sources, timeout: .zero) == [false, false, false, true, true])
    }

    @Test func aWaitIsAtLeastAsLongAsAskedFor() {
        let clock = ContinuousClock()
        let started = clock.now
        #expect(Poller.wait([], timeout: .microseconds(1500)) == [])
        #expect(clock.now - started >= .microseconds(1500))
    }
}
