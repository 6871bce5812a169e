import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// Workers behind links over which a message takes longer than a timeout.
@Suite struct SlowLinkTests {
    private let step = training(0, version: 0)

    /// A coordinator with one member, which holds a whole step and may have acknowledged the weights.
    private func harness(acknowledged: Bool = true) -> CoordinatorHarness {
        var harness = CoordinatorHarness()
        harness.join("a")
        if acknowledged { harness.acknowledge(0, from: "a") }
        harness.begin(step)
        return harness
    }

    /// Lets time pass, with this many bytes per second in each direction. Returns the reason why the worker was lost,
    /// if it was.
    private func lose(
        _ harness: inout CoordinatorHarness, within duration: Duration, up: Int = 0, down: Int = 0,
        connection: String = "a", worker: String = "a"
    ) -> String? {
        let (start, end) = (harness.now, harness.now + duration)
        var lastReceived = start
        while harness.now < end {
            harness.now += .milliseconds(100)
            if up > 0 { lastReceived = harness.now }
            let seconds = (harness.now - start) / .seconds(1)
            harness.coordinator.linkMoved(
                LinkTraffic(
                    received: Int(seconds * Double(up)), sent: Int(seconds * Double(down)), lastReceived: lastReceived),
                of: peer(connection), at: harness.now)
            harness.take(harness.coordinator.timePassed(at: harness.now))
            if let reason = harness.loss(of: worker) { return reason }
        }
        return nil
    }

    @Test func bytesThatComeAreHeardBeforeTheirMessageIs() {
        var harness = harness()
        #expect(lose(&harness, within: .seconds(50), up: 1000) == nil)
        #expect(lose(&harness, within: .seconds(11)) == "nothing was heard of it for 10.0 seconds")
    }

    @Test func partsOfAResultAreProgress() {
        var harness = harness()
        let block = Block(start: 0, count: 4)
        #expect(lose(&harness, within: .seconds(50), up: 1000) == nil)
        harness.sendMetrics(of: block, step: step, samples: 16, from: "a")
        #expect(lose(&harness, within: .seconds(50), up: 1000) == nil)
        harness.send(bucket: 1, of: block, step: step, from: "a")
        #expect(lose(&harness, within: .seconds(50), up: 1000) == nil)
        // Bytes alone are no progress.
        #expect(lose(&harness, within: .seconds(11), up: 1000) == "it made no progress for 60.0 seconds")
    }

    @Test func weightsThatArriveAreProgressUntilTheyAreAcknowledged() {
        var harness = harness(acknowledged: false)
        #expect(lose(&harness, within: .seconds(180), up: 10, down: 2000) == nil)
        harness.acknowledge(0, from: "a")
        #expect(lose(&harness, within: .seconds(61), up: 10, down: 2000) == "it made no progress for 60.0 seconds")
    }

    @Test func beatsThatArriveAreNone() {
        var harness = harness(acknowledged: false)
        #expect(lose(&harness, within: .seconds(61), up: 10, down: 100) == "it made no progress for 60.0 seconds")
    }

    @Test func whoIsLostThriceBeforeItHasDoneAnythingIsToldWhatToDo() {
        var harness = CoordinatorHarness()
        harness.begin(step)
        for number in 1...3 {
            harness.join("a\(number)", worker: "a")
            let reason = lose(&harness, within: .seconds(61), up: 1000, down: 20, connection: "a\(number)")
            #expect(reason == "it made no progress for 60.0 seconds")
        }
        harness.connect("a4", worker: "a")
        let reason =
            "it was lost 3 times in a row before it had finished any work, at last because it made no progress for "
            + "60.0 seconds; its link carried 0.0 kB/s to it and 1.0 kB/s from it: it needs a faster link, or the "
            + "coordinator a longer cluster.stall_timeout (now 60.0 seconds) and cluster.worker_timeout (now 10.0 "
            + "seconds)"
        #expect(harness.messages(to: "a4") == [.refused(Refused(reason: reason))])
        #expect(harness.notices == [.refused(worker: "a", reason: reason)])
        // Others, though they have the same name, are welcome.
        harness.connect("b", worker: "a", processID: 2)
        guard case .welcome? = harness.messages(to: "b").first else {
            Issue.record("\(harness.messages(to: "b"))")
            return
        }
    }

    @Test func whoHasFinishedABlockMayBeLostAgain() {
        var harness = CoordinatorHarness()
        harness.begin(step)
        for number in 1...3 {
            harness.join("a\(number)", worker: "a")
            let isUseful = number == 2
            harness.acknowledge(UInt64(number > 2 ? 1 : 0), from: "a\(number)")
            if isUseful {
                harness.finish(Block(start: 0, count: 4), step: step, from: "a2")
                harness.acknowledge(1, from: "a2")
                harness.begin(training(1, version: 1))
            }
            #expect(lose(&harness, within: .seconds(61), connection: "a\(number)") != nil)
        }
        harness.connect("a4", worker: "a")
        guard case .welcome? = harness.messages(to: "a4").first else {
            Issue.record("\(harness.messages(to: "a4"))")
            return
        }
    }

    @Test(arguments: [1, 2])
    func aConnectionThatClosesBetweenChangesNothing(closed: Int) {
        var harness = CoordinatorHarness()
        harness.begin(step)
        for number in 0...3 {
            harness.join("a\(number)", worker: "a")
            if number == closed {
                harness.take(harness.coordinator.lost(peer("a\(number)"), at: harness.now))
            } else {
                #expect(lose(&harness, within: .seconds(61), up: 1000, connection: "a\(number)") != nil)
            }
        }
        harness.connect("a4", worker: "a")
        #expect(isRefused("a4", harness))
    }

    /// The worker may give up first, when it cannot send its results.
    @Test(arguments: [1, 11])
    func aConnectionThatClosesAfterALongTimeWithoutWorkIsUnproductive(seconds: Int) {
        var harness = CoordinatorHarness()
        harness.begin(step)
        for number in 1...3 {
            harness.join("a\(number)", worker: "a")
            #expect(lose(&harness, within: .seconds(seconds), up: 1000, connection: "a\(number)") == nil)
            harness.take(harness.coordinator.lost(peer("a\(number)"), at: harness.now))
        }
        harness.connect("a4", worker: "a")
        #expect(isRefused("a4", harness) == (seconds > 10))
    }

    @Test func whoseConnectionClosesWhileItHasNothingToDoIsWelcomeAgain() {
        var harness = CoordinatorHarness()
        for number in 1...3 {
            harness.join("a\(number)", worker: "a")
            harness.acknowledge(0, from: "a\(number)")
            #expect(lose(&harness, within: .seconds(100), up: 1000, connection: "a\(number)") == nil)
            harness.take(harness.coordinator.lost(peer("a\(number)"), at: harness.now))
        }
        harness.connect("a4", worker: "a")
        #expect(!isRefused("a4", harness))
    }

    private func isRefused(_ connection: String, _ harness: CoordinatorHarness) -> Bool {
        guard case .refused? = harness.messages(to: connection).first else { return false }
        return true
    }

    @Test func aWorkerHearsTheBytesOfAMessageThatIsUnderWay() {
        var harness = WorkerHarness.member()
        for _ in 0..<300 {
            harness.worker.bytesCame(at: harness.now)
            harness.wait(.milliseconds(100))
            #expect(harness.reconnectReason == nil)
        }
        for _ in 0..<101 { harness.wait(.milliseconds(100)) }
        #expect(harness.reconnectReason == "nothing was heard of the coordinator for 10.0 seconds")
    }
}
