import Coordination
import Messages
import TestKit
import Testing
import Vocabulary

@Suite struct CoordinatorJoiningTests {
    /// `allowMixed` does not admit a worker that computes another job.
    @Test(arguments: [false, true]) func whoUnderstoodAnotherJobIsRefused(allowMixed: Bool) {
        var harness = CoordinatorHarness(allowMixed: allowMixed)
        harness.join("a", job: "another")
        guard case .refused(let refused)? = harness.messages(to: "a").first else {
            Issue.record("\(harness.messages(to: "a"))")
            return
        }
        #expect(refused.reason.contains("another job"))
        #expect(harness.coordinator.memberCount == 0)
    }

    @Test func aWorkerJoins() {
        var harness = CoordinatorHarness()
        harness.connect("a")
        #expect(harness.messages(to: "a") == [.welcome(welcome())])
        #expect(harness.coordinator.memberCount == 0)
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "a")
        #expect(harness.weights(to: "a") == [0, 1].map { WeightsBucket(version: 0, bucket: $0) })
        #expect(harness.notices == [.joined(worker: "a", host: "host", slots: 1, workers: 1)])
        #expect(harness.coordinator.counters[.workersJoined] == 1)
    }

    @Test func anotherProtocolIsRefused() {
        var harness = CoordinatorHarness()
        harness.receive(.hello(hello("a", protocolVersion: 9)), from: "a")
        guard case .refused(let refused)? = harness.messages(to: "a").first else {
            Issue.record("\(harness.directives)")
            return
        }
        #expect(refused.reason.contains("protocol 9"))
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "a")
        #expect(harness.directives.isEmpty)
        expectOnePeerRefused(harness)
    }

    @Test func otherNumericsAreRefusedUnlessMixedIsAllowed() {
        var strict = CoordinatorHarness()
        strict.join("a", fingerprint: "other")
        guard case .refused(let refused)? = strict.messages(to: "a").first else {
            Issue.record("\(strict.directives)")
            return
        }
        #expect(refused.reason.contains("cluster.allow_mixed"))
        #expect(strict.weights(to: "a").isEmpty)
        #expect(strict.coordinator.memberCount == 0)
        expectOnePeerRefused(strict)

        var mixed = CoordinatorHarness(allowMixed: true)
        mixed.join("a", fingerprint: "other")
        #expect(mixed.coordinator.memberCount == 1)
    }

    @Test func workersMayHaveTheSameName() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.hello(hello("a")), from: "b")
        #expect(harness.messages(to: "b") == [.welcome(welcome())])
        #expect(harness.messages(to: "a").isEmpty)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aSecondHelloEndsTheSession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.hello(hello("a")), from: "a")
        #expect(harness.loss(of: "a") == "it said hello twice")
        // Messages of the closed session are ignored, and a new session needs a new connection.
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "a", session: 1)
        #expect(harness.directives.isEmpty)
        harness.receive(.hello(hello("a")), from: "a")
        #expect(harness.directives.isEmpty)
        harness.join("b")
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aSecondReadyEndsTheSession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "a")
        #expect(harness.loss(of: "a") == "it said ready twice")
    }

    @Test func messagesOfOtherTermsAndSessionsEndTheirSendersSession() {
        var harness = CoordinatorHarness()
        let beat = Message.beat(Beat(progress: 1))
        harness.join("a")
        harness.join("b")
        harness.receive(beat, from: "a", term: CoordinatorHarness.term + 1)
        #expect(harness.loss(of: "a") == "it sent a message of another coordinator process or session")
        // It may have sent more before it received that.
        harness.receive(beat, from: "a", term: CoordinatorHarness.term + 1)
        #expect(harness.directives.isEmpty)
        harness.receive(beat, from: "b", session: 1)
        #expect(harness.loss(of: "b") == "it sent a message of another coordinator process or session")
        #expect(harness.coordinator.counters[.sessionsLost] == 2)
    }

    @Test func strangersAreToldOfOnceAndCostNobodyAnything() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "stranger", session: 1)
        let reason = "it sent a message without having joined"
        #expect(harness.notices == [.ignored(peer: peer("stranger"), reason: reason)])
        harness.receive(.ready(Ready(fingerprint: "numerics", job: jobDigest)), from: "stranger", session: 1)
        #expect(harness.directives.isEmpty)
        #expect(harness.coordinator.counters[.peersRefused] == 1)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aWorkerLeaves() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.goodbye(Goodbye(reason: "enough", final: true)), from: "a")
        #expect(harness.notices == [.left(worker: "a", host: "host", reason: "enough")])
        #expect(harness.coordinator.memberCount == 0)
        #expect(harness.coordinator.counters[.sessionsLost] == 0)
        #expect(harness.coordinator.counters[.workersLeft] == 1)
    }

    /// Memory does not grow with the number of unknown peers: the first one is forgotten, and reported again.
    @Test func strangersAreForgottenAgain() {
        var harness = CoordinatorHarness()
        for number in 0...1024 {
            harness.receive(.beat(Beat(progress: 1)), from: "stranger \(number)")
        }
        #expect(harness.coordinator.counters[.peersRefused] == 1025)
        harness.receive(.beat(Beat(progress: 1)), from: "stranger 1024")
        #expect(harness.notices.isEmpty)
        harness.receive(.beat(Beat(progress: 1)), from: "stranger 0")
        #expect(harness.notices.count == 1)
    }

    @Test(arguments: [
        Message.welcome(welcome()), .refused(Refused(reason: "")),
        .weights(WeightsBucket(version: 0, bucket: 0)),
        .cancel(Cancel(step: training(0, version: 0), block: Block(start: 0, count: 1))),
    ])
    func aCoordinatorsWordFromAWorkerEndsItsSession(message: Message) {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(message, from: "a")
        #expect(harness.loss(of: "a") != nil)
        guard case .goodbye(let goodbye)? = harness.messages(to: "a").last else {
            Issue.record("\(harness.directives)")
            return
        }
        #expect(!goodbye.final)
        #expect(harness.coordinator.counters[.sessionsLost] == 1)
    }

    @Test func aMalformedMessageEndsTheSessionOfItsSenderOnly() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.join("b")
        harness.take(harness.coordinator.receivedMalformed("no header", from: peer("a"), at: harness.now))
        #expect(harness.loss(of: "a") == "no header")
        harness.take(harness.coordinator.receivedMalformed("no header", from: peer("stranger"), at: harness.now))
        #expect(harness.notices == [.ignored(peer: peer("stranger"), reason: "no header")])
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aFrameWhereNoneBelongsEndsTheSession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.beat(Beat(progress: 1)), from: "a", frameBytes: 0)
        #expect(harness.loss(of: "a") == "it sent a frame where none belongs")
        harness.receive(.hello(hello("b")), from: "b", frameBytes: 8)
        #expect(harness.notices == [.ignored(peer: peer("b"), reason: "it sent a frame where none belongs")])
        #expect(harness.messages(to: "b").isEmpty)
    }

    @Test func whoMisbehavesBeforeItIsAMemberIsRefused() {
        var harness = CoordinatorHarness()
        harness.connect("a")
        harness.receive(.beat(Beat(progress: 1)), from: "a")
        #expect(
            harness.notices
                == [
                    .notJoined(
                        worker: "a",
                        loss: SessionLoss(.misbehaved, reason: "it sent a message that is allowed only after its join"))
                ])
        expectOnePeerRefused(harness)
    }

    @Test func connectionsThatCameToNothingAreToldOfAndCounted() {
        var harness = CoordinatorHarness()
        harness.take(harness.coordinator.connectionFailed("it said GET", at: harness.now))
        #expect(harness.notices == [.connectionFailed(reason: "it said GET")])
        expectOnePeerRefused(harness)
    }

    @Test func tooManySlotsAreReported() {
        var harness = CoordinatorHarness()
        harness.join("a", slots: 4)
        #expect(harness.notices.count == 1)
        harness.join("b", slots: 3)
        #expect(harness.notices.last == .idle(IdleCapacity(.slots, count: 7, microBatches: 4, batchSize: 16)))
    }

    @Test func idleSlotsOfTheFirstWorkersAreReportedOnce() {
        var harness = CoordinatorHarness(minimumWorkers: 3)
        for name in ["a", "b"] { harness.join(name, slots: 8) }
        #expect(harness.notices.count == 1)
        harness.join("c", slots: 8)
        #expect(harness.notices.last == .idle(IdleCapacity(.slots, count: 24, microBatches: 4, batchSize: 16)))
    }

    @Test func everybodyIsDismissed() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.connect("b")
        harness.take(harness.coordinator.dismiss(reason: "over", final: true))
        for name in ["a", "b"] {
            #expect(harness.messages(to: name) == [.goodbye(Goodbye(reason: "over", final: true))])
        }
        #expect(harness.coordinator.memberCount == 0)
    }

    @Test func whoeverComesAfterTheEndIsToldWhy() {
        var harness = CoordinatorHarness()
        harness.take(harness.coordinator.dismiss(reason: "over", final: true))
        harness.connect("late")
        #expect(harness.messages(to: "late") == [.goodbye(Goodbye(reason: "over", final: true))])
        #expect(harness.notices.isEmpty)
        #expect(harness.coordinator.counters[.peersRefused] == 0)
    }

    private func expectOnePeerRefused(
        _ harness: CoordinatorHarness, at location: SourceLocation = #_sourceLocation
    ) {
        var counters = ClusterCounters()
        counters[.lives] = 1
        counters[.peersRefused] = 1
        #expect(harness.coordinator.counters == counters, sourceLocation: location)
    }
}
