import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// Workers whose beats report progress without end, but that deliver no results.
@Suite struct ClaimTests {
    let step = training(0, version: 0)
    let whole = Block(start: 0, count: 4)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    private func harness(_ names: String...) -> CoordinatorHarness {
        var harness = CoordinatorHarness(stallTimeout: .seconds(5))
        for name in names {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        return harness
    }

    /// Four micro-batches one after the other, and a fifth part of the time to spare.
    @Test func theOnlyWorkerLosesItsSessionWhenItsResultIsOverdue() {
        var harness = harness("liar")
        #expect(harness.assigned(to: "liar") == [whole])
        harness.wait(.seconds(25), claiming: ["liar"])
        #expect(harness.loss(of: "liar") == nil)
        harness.wait(.milliseconds(100), claiming: ["liar"])
        #expect(
            harness.loss(of: "liar")
                == "its beats tell of progress, but it has brought no result for 25.1 seconds")
    }

    @Test func allWorkersMayLie() {
        var harness = harness("a", "b", "c")
        // The blocks of the first two go to the third, which then has more work.
        harness.wait(.seconds(26), claiming: ["a", "b", "c"])
        for name in ["a", "b", "c"] {
            #expect(harness.loss(of: name)?.hasPrefix("its beats tell of progress") == true)
        }
        #expect(harness.coordinator.memberCount == 0)
    }

    @Test func partsOfAResultRestartTheDeadlineOnceEach() {
        var harness = harness("slow")
        harness.wait(.seconds(24), claiming: ["slow"])
        harness.sendMetrics(of: whole, step: step, samples: 16, from: "slow")
        harness.wait(.seconds(24), claiming: ["slow"])
        harness.send(bucket: 1, of: whole, step: step, from: "slow")
        harness.wait(.seconds(24), claiming: ["slow"])
        #expect(harness.coordinator.memberCount == 1)
        harness.send(bucket: 1, of: whole, step: step, from: "slow")
        harness.wait(.seconds(2), claiming: ["slow"])
        #expect(harness.loss(of: "slow") != nil)
    }

    /// Racing hides the problem: others do its work, and it gets new work in each step.
    @Test(arguments: [false, true])
    func whoIsOvertakenForEverLosesItsSession(sendsMetrics: Bool) throws {
        var harness = harness("a", "liar")
        var lostAfter: Int?
        for number in 0..<40 where lostAfter == nil {
            let step = training(number, version: UInt64(number))
            if number > 0 { harness.begin(step) }
            try #require(harness.assigned(to: "liar") == [second])
            harness.finish(first, step: step, from: "a")
            if sendsMetrics { harness.sendMetrics(of: second, step: step, samples: 8, from: "liar") }
            harness.wait(.milliseconds(500), beating: ["a"], claiming: ["liar"])
            if harness.loss(of: "liar") != nil { lostAfter = number }
            harness.finish(second, step: step, from: "a")
            #expect(harness.ended != nil)
            for name in ["a", "liar"] where harness.coordinator.memberCount == 2 || name == "a" {
                harness.acknowledge(UInt64(number + 1), from: name)
            }
        }
        // Two micro-batches in turn: three times the stall timeout, in steps of half a second.
        #expect((29...32).contains(try #require(lostAfter)))
    }

    @Test func anAcknowledgementMayNotBeClaimedEither() {
        var harness = CoordinatorHarness(stallTimeout: .seconds(5))
        harness.join("mute")
        harness.wait(.seconds(10), claiming: ["mute"])
        #expect(harness.coordinator.memberCount == 1)
        harness.wait(.milliseconds(100), claiming: ["mute"])
        #expect(harness.loss(of: "mute")?.hasPrefix("its beats tell of progress") == true)
    }

    @Test func theCoordinatorsOwnSuspensionIsNobodysFault() {
        var harness = harness("slow")
        harness.wait(.seconds(24), claiming: ["slow"])
        harness.now += .seconds(30)
        harness.wait(.seconds(24), claiming: ["slow"])
        #expect(harness.coordinator.memberCount == 1)
        harness.wait(.seconds(2), claiming: ["slow"])
        #expect(harness.loss(of: "slow") != nil)
    }
}
