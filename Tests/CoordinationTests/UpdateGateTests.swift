import Coordination
import Testing

@Suite struct UpdateGateTests {
    @Test func aBucketPassesAtOnceWhereEachIsUpdatedByItself() {
        var gate = UpdateGate(.eachBucket, bucketCount: 3)
        for bucket in [2, 0, 1] {
            #expect(gate.enter(bucket) == bucket)
            #expect(gate.waiting.isEmpty)
            #expect(gate.applied(bucket) == nil)
        }
    }

    @Test func nothingPassesBeforeAllAreReduced() {
        var gate = UpdateGate(.afterAll, bucketCount: 3)
        #expect(gate.enter(2) == nil)
        #expect(gate.enter(0) == nil)
        #expect(gate.waiting == [2, 0])
        #expect(gate.enter(1) == 2)
        #expect(gate.waiting == [0, 1])
    }

    /// A bucket whose update fails finds the later ones still at the gate.
    @Test func bucketsPassOneAtATimeInTheOrderInWhichTheyWereReduced() {
        var gate = UpdateGate(.afterAll, bucketCount: 3)
        var passed = [1, 2, 0].compactMap { gate.enter($0) }
        while let next = gate.applied(passed.last!) { passed.append(next) }
        #expect(passed == [1, 2, 0])
        #expect(gate.waiting.isEmpty)
    }

    @Test(arguments: [UpdatePolicy.eachBucket, .afterAll])
    func aSingleBucketPassesAtOnce(policy: UpdatePolicy) {
        var gate = UpdateGate(policy, bucketCount: 1)
        #expect(gate.enter(0) == 0)
        #expect(gate.applied(0) == nil)
    }
}
