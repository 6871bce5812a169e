import Coordination
import Messages
import Testing

/// Whole runs of clusters in which workers come, die, fall silent and slow down.
@Suite struct SimulatedClusterTests {
    static let seedsPerTest = 100

    @Test(arguments: 0..<8)
    func theResultIsTheSameWhateverHappens(part: Int) {
        var counters = ClusterCounters()
        for seed in part * Self.seedsPerTest..<(part + 1) * Self.seedsPerTest {
            do {
                var cluster = try SimulatedCluster(seed: seed)
                try cluster.finish()
                let expected = cluster.run.expected()
                #expect(cluster.coordinator.weights == expected.weights, "seed \(seed)")
                #expect(cluster.coordinator.figures == expected.figures, "seed \(seed)")
                let own = cluster.coordinator.machine.counters
                counters.sessionsLost += own.sessionsLost
                counters.blocksReassigned += own.blocksReassigned
                counters.blocksRaced += own.blocksRaced
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
        // What is simulated does happen.
        #expect(counters.sessionsLost > Self.seedsPerTest / 8)
        #expect(counters.blocksReassigned > Self.seedsPerTest / 8)
        #expect(counters.blocksRaced > Self.seedsPerTest / 8)
    }
}
