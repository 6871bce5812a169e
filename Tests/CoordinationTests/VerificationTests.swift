import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

/// Steps whose blocks are computed by two workers and compared, or by one and the coordinator.
@Suite struct VerificationTests {
    let step = training(0, version: 0)
    let whole = Block(start: 0, count: 4)
    let first = Block(start: 0, count: 2)
    let second = Block(start: 2, count: 2)

    private func harness(_ names: String..., every: Int? = 1, allowMixed: Bool = false) -> CoordinatorHarness {
        var harness = CoordinatorHarness(allowMixed: allowMixed, verifyEvery: every)
        for name in names {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        harness.begin(step)
        return harness
    }

    private func expulsion(in harness: CoordinatorHarness) -> Expulsion? {
        for case .expelled(let expulsion) in harness.notices { return expulsion }
        return nil
    }

    @Test func bothHalvesAreComputedByBoth() {
        var harness = harness("a", "b")
        #expect(harness.assigned(to: "a") == [first, second])
        #expect(harness.assigned(to: "b") == [second, first])
        harness.finish(first, step: step, from: "a")
        harness.finish(second, step: step, from: "a")
        #expect(!harness.directives.contains { if case .store = $0 { true } else { false } })
        #expect(harness.candidates.count == 4)
        harness.finish(first, step: step, from: "b")
        harness.finish(second, step: step, from: "b")
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.candidates.isEmpty)
        #expect(harness.coordinator.counters[.blocksVerified] == 2)
        #expect(harness.coordinator.counters.blocksByWorker == ["a": 2, "b": 2])
        #expect(harness.coordinator.counters.trust == TrustRecord())
    }

    @Test func theCoordinatorIsTheSecondWhereThereIsOnlyOne() {
        var harness = harness("a")
        #expect(harness.refereed.isEmpty)
        harness.finish(whole, step: step, from: "a")
        #expect(harness.refereed == [whole])
        #expect(harness.ended == nil)
        harness.referee(whole, step: step)
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.coordinator.memberCount == 1)
        #expect(harness.coordinator.counters[.blocksVerified] == 1)
    }

    /// Two connections of the same name are one worker.
    @Test func nobodyConfirmsItself() {
        var harness = CoordinatorHarness(verifyEvery: 1)
        for connection in ["x", "y"] {
            harness.join(connection, worker: "twin")
            harness.acknowledge(0, from: connection)
        }
        harness.begin(step)
        #expect(harness.assigned(to: "x") == [first])
        #expect(harness.assigned(to: "y") == [second])
        harness.finish(first, step: step, from: "x")
        #expect(harness.refereed == [first])
    }

    @Test(arguments: ["a", "b"])
    func whereTwoDifferTheCoordinatorIsRight(liar: String) {
        var harness = harness("a", "b")
        let honest = liar == "a" ? "b" : "a"
        for name in ["a", "b"] {
            harness.sendMetrics(of: first, step: step, samples: 8, from: name)
            harness.send(bucket: 1, of: first, step: step, from: name, bytes: name == liar ? 7 : 0)
        }
        #expect(harness.refereed == [first])
        #expect(harness.coordinator.memberCount == 2)
        harness.referee(first, step: step)
        #expect(expulsion(in: harness)?.worker == liar)
        #expect(expulsion(in: harness)?.unverifiedSince == nil)
        #expect(harness.coordinator.memberCount == 1)
        #expect(harness.messages(to: liar).contains { if case .refused = $0 { true } else { false } })
        #expect(harness.coordinator.counters[.workersExpelled] == 1)
        // Its result of the other block has no second result any more.
        harness.finish(second, step: step, from: honest)
        #expect(harness.refereed == [second])
        harness.referee(second, step: step)
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.candidates.isEmpty)
    }

    @Test func metricsAreComparedToo() {
        var harness = harness("a", "b")
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: 0.50001, from: "b")
        #expect(harness.refereed == [first])
        harness.referee(first, step: step)
        #expect(expulsion(in: harness)?.worker == "b")
    }

    @Test func validationIsVerifiedEveryNthChunk() {
        var harness = CoordinatorHarness(verifyEvery: 3)
        harness.join("a")
        harness.acknowledge(0, from: "a")
        for chunk in 0..<6 {
            let step = validation(chunk, version: 0)
            harness.begin(step)
            harness.finish(whole, step: step, from: "a")
            #expect((harness.ended == nil) == (chunk % 3 == 2))
            if chunk % 3 == 2 { harness.referee(whole, step: step) }
            #expect(harness.ended?.step == step)
        }
    }

    @Test func whoWasWrongDoesNotComeBackUnderItsName() {
        var harness = harness("a")
        harness.finish(whole, step: step, from: "a", bytes: 7)
        harness.referee(whole, step: step)
        #expect(expulsion(in: harness)?.worker == "a")
        #expect(harness.ended != nil, "the coordinator has computed all of it")
        harness.receive(.hello(hello("a")), from: "again")
        let reason = "its result was wrong in step 1; it can't come back into this run under that name"
        #expect(harness.messages(to: "again") == [.refused(Refused(reason: reason))])
        #expect(harness.notices == [.refused(worker: "a", reason: reason)])

        // It cannot join a resumed run either.
        var next = CoordinatorHarness(trust: harness.coordinator.counters.trust)
        next.receive(.hello(hello("a")), from: "again")
        #expect(next.messages(to: "again") == [.refused(Refused(reason: reason))])
        #expect(next.coordinator.counters.trust.expelled == ["a": 1])
    }

    @Test func theFirstLieInAVerifiedStepIsFoundAndDoubtGoesBackToTheFirstUnverifiedOne() {
        var harness = CoordinatorHarness(verifyEvery: 3)
        harness.join("a")
        harness.acknowledge(0, from: "a")
        for number in 0..<3 {
            let step = training(number, version: UInt64(number))
            harness.begin(step)
            harness.finish(whole, step: step, from: "a", bytes: 7)
            if number < 2 {
                #expect(harness.ended != nil)
                harness.acknowledge(UInt64(number + 1), from: "a")
            }
        }
        harness.referee(whole, step: training(2, version: 2))
        #expect(
            expulsion(in: harness)
                == Expulsion(worker: "a", step: training(2, version: 2), unverifiedSince: 1))
        #expect(harness.coordinator.counters.trust.doubtfulSince == 1)
    }

    @Test func theRestOfALostWorkersBlockIsAskedOfAThird() {
        var harness = harness("a", "b")
        harness.sendMetrics(of: first, step: step, samples: 8, from: "a")
        harness.take(harness.coordinator.lost(peer("a"), at: harness.now))
        harness.join("c")
        harness.acknowledge(0, from: "c")
        harness.finish(first, step: step, from: "b")
        harness.finish(second, step: step, from: "b")
        #expect(harness.refereed.isEmpty)
        harness.finish(first, step: step, from: "c")
        harness.finish(second, step: step, from: "c")
        #expect(harness.ended?.metrics.samples == 16)
        #expect(harness.coordinator.counters[.sessionsLost] == 1)
    }

    @Test func aSlowSecondOpinionIsRacedByTheCoordinator() {
        var harness = harness("a", "b")
        harness.wait(.milliseconds(100))
        for block in [first, second] {
            for name in ["a", "b"] { harness.finish(block, step: step, from: name) }
        }
        #expect(harness.ended != nil)
        for name in ["a", "b"] { harness.acknowledge(1, from: name) }
        let next = training(1, version: 1)
        harness.begin(next)
        for block in [first, second] { harness.finish(block, step: next, from: "a") }
        harness.wait(.seconds(1), beating: ["a", "b"])
        #expect(Set(harness.refereed) == [first, second])
        for block in [first, second] { harness.referee(block, step: next) }
        #expect(harness.ended?.step == next)
        #expect(harness.coordinator.memberCount == 2)
    }

    @Test func whatIsNotFiniteInAVerifiedStepIsNobodysFault() {
        var harness = harness("a", "b")
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: .nan, from: "a")
        harness.sendMetrics(of: first, step: step, samples: 8, lossSum: -.nan, from: "b")
        #expect(harness.refereed == [first])
        harness.referee(first, step: step, lossSum: .nan)
        #expect(harness.directives.contains(.stop(step, bucket: nil)))
        #expect(harness.coordinator.memberCount == 2)
    }
}
