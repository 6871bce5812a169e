import Coordination
import Messages
import TestKit
import Testing

@Suite struct CoordinatorJoiningTests {
    @Test func aWorkerJoins() {
        var harness = CoordinatorHarness()
        harness.connect("a")
        #expect(harness.messages(to: "a") == [.welcome(welcome())])
        #expect(harness.coordinator.memberCount == 0)
        harness.receive(.ready(Ready(fingerprint: "numerics")), from: "a")
        #expect(harness.weights(to: "a") == [0, 1].map { WeightsBucket(version: 0, bucket: $0) })
        #expect(harness.notices == [.joined(worker: "a", slots: 1, workers: 1)])
        #expect(harness.coordinator.counters.workersJoined == 1)
    }

    @Test func anotherProtocolIsRefused() {
        var harness = CoordinatorHarness()
        harness.receive(.hello(hello("a", protocolVersion: 9)), from: "a")
        guard case .refused(let refused)? = harness.messages(to: "a").first else {
            Issue.record("\(harness.directives)")
            return
        }
        #expect(!refused.retry)
        #expect(refused.reason.contains("protocol 9"))
        harness.receive(.ready(Ready(fingerprint: "numerics")), from: "a")
        #expect(harness.directives.isEmpty)
        #expect(harness.coordinator.counters == ClusterCounters())
    }

    @Test func otherNumericsAreRefusedUnlessMixedIsAllowed() {
        var strict = CoordinatorHarness()
        strict.join("a", fingerprint: "other")
        guard case .refused(let refused)? = strict.messages(to: "a").first else {
            Issue.record("\(strict.directives)")
            return
        }
        #expect(!refused.retry)
        #expect(refused.reason.contains("--kernels portable"))
        #expect(strict.weights(to: "a").isEmpty)
        #expect(strict.coordinator.memberCount == 0)
        #expect(strict.coordinator.counters == ClusterCounters())

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

    @Test func aSecondHelloBeginsANewSession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.hello(hello("a")), from: "a")
        #expect(harness.loss(of: "a") == "it said hello twice")
        #expect(harness.messages(to: "a").last == .welcome(welcome()))
        // What the closed session still says is not heard.
        harness.receive(.ready(Ready(fingerprint: "numerics")), from: "a", session: 1)
        #expect(harness.directives.isEmpty)
        harness.receive(.ready(Ready(fingerprint: "numerics")), from: "a", session: 2)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func aSecondReadyEndsTheSession() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.receive(.ready(Ready(fingerprint: "numerics")), from: "a")
        #expect(harness.loss(of: "a") == "it said ready twice")
    }

    @Test func otherTermsSessionsAndPeersAreNotHeard() {
        var harness = CoordinatorHarness()
        harness.join("a")
        let goodbye = Message.goodbye(Goodbye(reason: "enough", final: true))
        harness.receive(goodbye, from: "a", term: CoordinatorHarness.term + 1)
        #expect(harness.directives.isEmpty)
        harness.receive(goodbye, from: "a", session: 2)
        #expect(harness.directives.isEmpty)
        harness.receive(goodbye, from: "b", session: 1)
        #expect(harness.directives.isEmpty)
        #expect(harness.coordinator.memberCount == 1)
        harness.receive(goodbye, from: "a")
        #expect(harness.notices == [.left(worker: "a", reason: "enough")])
        #expect(harness.coordinator.memberCount == 0)
        #expect(harness.coordinator.counters.sessionsLost == 0)
    }

    @Test(arguments: [
        Message.welcome(welcome()), .refused(Refused(reason: "", retry: true)),
        .weights(WeightsBucket(version: 0, bucket: 0)), .cancel(Cancel(step: training(0, version: 0), block: nil)),
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
        #expect(harness.coordinator.counters.sessionsLost == 1)
    }

    @Test func rubbishEndsTheSessionOfItsSenderOnly() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.join("b")
        harness.take(harness.coordinator.receivedRubbish("no header", from: peer("a"), at: harness.now))
        #expect(harness.loss(of: "a") == "no header")
        harness.take(harness.coordinator.receivedRubbish("no header", from: peer("stranger"), at: harness.now))
        #expect(harness.directives.isEmpty)
        #expect(harness.coordinator.memberCount == 1)
    }

    @Test func tooManySlotsAreReported() {
        var harness = CoordinatorHarness()
        harness.join("a", slots: 4)
        #expect(harness.notices.count == 1)
        harness.join("b", slots: 3)
        #expect(harness.notices.last == .idleSlots(slots: 7, microBatches: 4, batchSize: 16))
        #expect(harness.notices.last?.description.contains("3 of 7 slots stay idle") == true)
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
}
