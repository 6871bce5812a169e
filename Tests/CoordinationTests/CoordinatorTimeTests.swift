import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

@Suite struct CoordinatorTimeTests {
    let step = training(0, version: 0)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    @Test func silenceEndsASession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.join("b")
        harness.begin(step)
        harness.wait(.seconds(10), beating: ["b"])
        #expect(harness.coordinator.memberCount == 2)
        harness.wait(.milliseconds(100), beating: ["b"])
        #expect(harness.loss(of: "a") == "nothing was heard of it for 10.0 seconds")
        #expect(harness.assigned(to: "b") == [first])
        #expect(harness.coordinator.counters[.blocksReassigned] == 1)
    }

    @Test func beatsWithoutProgressEndASessionThatHoldsWork() {
        var harness = CoordinatorHarness(stallTimeout: .seconds(20))
        harness.join("idle")
        harness.acknowledge(0, from: "idle")
        harness.wait(.seconds(30), beating: ["idle"])
        #expect(harness.coordinator.memberCount == 1)
        harness.begin(step)
        harness.wait(.seconds(20), beating: ["idle"])
        #expect(harness.coordinator.memberCount == 1)
        harness.wait(.milliseconds(100), beating: ["idle"])
        #expect(harness.loss(of: "idle") == "it made no progress for 20.0 seconds")
    }

    /// It sends beats and acknowledges every version, so it is neither silent nor behind.
    @Test func whoNeverComputesIsGivenNoMoreWorkAndLosesItsSession() {
        var harness = CoordinatorHarness(stallTimeout: .seconds(5))
        for name in ["a", "idle"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        for number in 0..<3 {
            let step = training(number, version: UInt64(number))
            harness.begin(step)
            #expect(harness.assigned(to: "idle") == [second])
            harness.wait(.milliseconds(100))
            harness.finish(first, step: step, from: "a")
            harness.wait(.milliseconds(400), beating: ["idle"])
            #expect(harness.assigned(to: "a") == [second])
            harness.finish(second, step: step, from: "a")
            #expect(harness.ended != nil)
            for name in ["a", "idle"] { harness.acknowledge(UInt64(number + 1), from: name) }
        }
        harness.begin(training(3, version: 3))
        #expect(harness.assigned(to: "idle").isEmpty)
        #expect(harness.assigned(to: "a") == [Block(start: 0, count: 4)])
        harness.wait(.seconds(5), beating: ["a", "idle"])
        #expect(harness.loss(of: "idle") == "it made no progress for 5.0 seconds")
        #expect(harness.loss(of: "a") == nil)
    }

    @Test func aSignOfProgressMakesUpForBlocksThatWereTakenBack() {
        var harness = CoordinatorHarness(stallTimeout: .seconds(5))
        for name in ["a", "slow"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        for number in 0..<6 {
            let step = training(number, version: UInt64(number))
            harness.begin(step)
            #expect(harness.assigned(to: "slow") == [second])
            harness.wait(.milliseconds(100))
            harness.finish(first, step: step, from: "a")
            harness.wait(.milliseconds(400))
            harness.finish(second, step: step, from: "a")
            if number % 2 == 1 { harness.receive(.beat(Beat(progress: UInt64(number))), from: "slow") }
            for name in ["a", "slow"] { harness.acknowledge(UInt64(number + 1), from: name) }
        }
        harness.wait(.seconds(9), beating: ["a"])
        #expect(harness.coordinator.memberCount == 2)
    }

    @Test func progressIsHeard() {
        var harness = CoordinatorHarness(stallTimeout: .seconds(5))
        harness.join("a")
        harness.begin(step)
        for progress in UInt64(1)...5 {
            harness.receive(.beat(Beat(progress: progress)), from: "a")
            harness.wait(.seconds(4), beating: [])
        }
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aGapInTheCoordinatorsOwnTimeRestartsDeadlines() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.wait(.seconds(9))
        harness.now += .seconds(3600)
        harness.take(harness.coordinator.timePassed(at: harness.now))
        #expect(harness.coordinator.memberCount == 1)
        harness.wait(.seconds(10))
        #expect(harness.coordinator.memberCount == 1)
        harness.wait(.milliseconds(100))
        #expect(harness.coordinator.memberCount == 0)
    }

    /// A checkpoint takes five seconds between two steps. Blocks that are assigned after it are not measured from a
    /// time in the future, and work is divided as before.
    @Test func aSlowDiskBetweenTwoStepsIsNobodysSpeed() {
        var harness = CoordinatorHarness()
        for name in ["a", "b"] { harness.join(name) }
        for version in UInt64(0)...3 {
            for name in ["a", "b"] { harness.acknowledge(version, from: name) }
            let step = training(Int(version), version: version)
            harness.now += .seconds(5)
            harness.begin(step)
            #expect(harness.assigned(to: "a") == [first], "step \(version)")
            #expect(harness.assigned(to: "b") == [second], "step \(version)")
            harness.now += .milliseconds(50)
            harness.finish(first, step: step, from: "a")
            harness.finish(second, step: step, from: "b")
        }
        #expect(harness.coordinator.counters[.suspensions] == 4)
        #expect(harness.coordinator.memberCount == 2)
    }

    @Test func beatsGoToEverySessionTwiceASecond() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.connect("b")
        harness.wait(.seconds(5))
        for name in ["a", "b"] {
            #expect(harness.messages(to: name) == Array(repeating: .beat(Beat(progress: 0)), count: 10))
        }
    }

    @Test func waitingIsReportedEveryTenSeconds() {
        var harness = CoordinatorHarness(minimumWorkers: 2)
        harness.join("a")
        harness.wait(.seconds(15), beating: ["a"])
        #expect(harness.notices.isEmpty, "nothing waits before the first step")
        harness.begin(step)
        harness.wait(.seconds(30), beating: ["a"])
        #expect(harness.notices == Array(repeating: .waiting(workers: 1, needed: 2), count: 3))
        harness.join("b")
        harness.wait(.seconds(30), beating: ["a", "b"])
        #expect(harness.notices.isEmpty)
        for name in ["a", "b"] {
            harness.take(harness.coordinator.lost(peer(name), at: harness.now))
        }
        harness.wait(.seconds(30))
        #expect(harness.notices == Array(repeating: .waiting(workers: 0, needed: 1), count: 3))
    }

    /// Two members of measured speed, 50 ms a micro-batch, of which `a` has done its part of the second step.
    private func slowSecondStep() -> CoordinatorHarness {
        var harness = CoordinatorHarness()
        for name in ["a", "b"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        harness.wait(.milliseconds(100))
        harness.finish(first, step: step, from: "a")
        harness.finish(second, step: step, from: "b")
        for name in ["a", "b"] { harness.acknowledge(1, from: name) }
        harness.begin(training(1, version: 1))
        harness.finish(first, step: training(1, version: 1), from: "a")
        return harness
    }

    @Test func aSlowBlockIsRacedAndTheFirstResultWins() {
        for winner in ["a", "b"] {
            var harness = slowSecondStep()
            harness.wait(.milliseconds(300))
            #expect(harness.assigned(to: "a").isEmpty)
            harness.wait(.milliseconds(100))
            #expect(harness.assigned(to: "a") == [second])
            #expect(harness.coordinator.counters[.blocksRaced] == 1)
            harness.wait(.seconds(5), beating: ["a", "b"])
            #expect(harness.coordinator.counters[.blocksRaced] == 1, "two copies at most")
            harness.finish(second, step: training(1, version: 1), from: winner)
            #expect(harness.ended?.metrics.samples == 16)
            let loser = winner == "a" ? "b" : "a"
            let cancel = Cancel(step: training(1, version: 1), block: second)
            #expect(harness.messages(to: loser).contains(.cancel(cancel)))
            #expect(!harness.messages(to: winner).contains(.cancel(cancel)))
            harness.finish(second, step: training(1, version: 1), from: loser)
            #expect(harness.directives.isEmpty)
        }
    }

    @Test func aLostRacerLeavesTheBlockToTheOther() {
        for lost in ["a", "b"] {
            var harness = slowSecondStep()
            harness.wait(.milliseconds(400))
            harness.take(harness.coordinator.lost(peer(lost), at: harness.now))
            let other = lost == "a" ? "b" : "a"
            #expect(harness.assigned(to: other).isEmpty)
            #expect(harness.coordinator.counters[.blocksReassigned] == 0)
            // The remaining copy may be raced like any other block.
            harness.join("c")
            harness.wait(.milliseconds(500))
            #expect(harness.assigned(to: "c") == [second])
            harness.finish(second, step: training(1, version: 1), from: other)
            #expect(harness.ended?.metrics.samples == 16)
        }
    }
}
