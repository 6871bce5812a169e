import Coordination
import Testing

@Suite struct WeightsFlowTests {
    /// A flow at version 3, which session 1 has and session 2 was sent.
    private func flow() -> WeightsFlow {
        var flow = WeightsFlow(version: 3)
        flow.send(flow.present, to: 1)
        flow.send(flow.present, to: 2)
        #expect(flow.acknowledge(flow.present, by: 1) == .upToDate)
        return flow
    }

    @Test func sentIsNotAcknowledged() {
        let flow = flow()
        #expect(flow.wasSent(flow.present, to: 2))
        #expect(!flow.hasAcknowledged(flow.present, 2))
        #expect(flow.hasAcknowledged(flow.present, 1))
        #expect(!flow.wasSent(flow.present, to: 3))
    }

    @Test func onlySessionsThatHadThePresentVersionGetTheNextBucketByBucket() {
        var flow = flow()
        #expect(flow.advance() == [1])
        #expect(flow.version == 4)
        #expect(flow.wasSent(flow.present, to: 1))
        #expect(!flow.hasAcknowledged(flow.present, 1))
        #expect(!flow.wasSent(flow.present, to: 2))
        // No session has acknowledged version 4.
        #expect(flow.advance().isEmpty)
    }

    @Test func whoAcknowledgesAnEarlierVersionFellBehindUnlessMoreIsUnderWay() {
        var flow = flow()
        _ = flow.advance()
        #expect(flow.acknowledge(WeightsKey(version: 3), by: 2) == .fellBehind)
        flow.send(flow.present, to: 2)
        #expect(flow.acknowledge(flow.present, by: 2) == .upToDate)
        #expect(flow.acknowledge(flow.present, by: 2) == .repeated)

        var other = self.flow()
        _ = other.advance()
        other.send(other.present, to: 2)
        #expect(other.acknowledge(WeightsKey(version: 3), by: 2) == .moreUnderWay)
        #expect(other.acknowledge(WeightsKey(version: 4), by: 2) == .upToDate)
    }

    @Test func anAcknowledgementIsOfWhatWasSentAndDoesNotGoBack() {
        var flow = flow()
        #expect(flow.acknowledge(WeightsKey(version: 4), by: 1) == .neverSent)
        #expect(flow.acknowledge(flow.present, by: 3) == .neverSent)
        #expect(flow.acknowledge(WeightsKey(version: 2), by: 1) == .outdated)
        #expect(flow.hasAcknowledged(flow.present, 1))
    }

    /// Another set of weights has a flow of its own, which does not depend on the first one.
    @Test func setsOfWeightsAreNotMixed() {
        let averaged = WeightsKey(version: 3, set: WeightsSet("averaged"))
        var flow = flow()
        #expect(!flow.wasSent(averaged, to: 1))
        #expect(flow.acknowledge(averaged, by: 1) == .neverSent)
        flow.send(averaged, to: 2)
        #expect(flow.acknowledge(averaged, by: 2) == .upToDate)
        #expect(flow.hasAcknowledged(averaged, 2))
        #expect(!flow.hasAcknowledged(flow.present, 2))
        #expect(flow.advance() == [1])
        #expect(flow.wasSent(averaged, to: 2))
    }

    @Test func aSessionThatHasEndedIsForgotten() {
        var flow = flow()
        flow.forget(1)
        #expect(!flow.wasSent(flow.present, to: 1))
        #expect(flow.advance().isEmpty)
    }
}
