import Coordination
import Foundation
import TestKit
import Testing

/// Whole runs of simulated clusters with all kinds of faults.
///
/// `scripts/simulate` runs more schedules than `scripts/test`, or a single one, all of whose events are printed. It
/// sets CHORUS_SIMULATIONS, how many are run, and CHORUS_SIMULATION_SEED, the first seed.
@Suite struct SimulationTests {
    /// The seeds of the schedules.
    private struct Selection {
        let count: Int
        let first: Int
        /// Threads that run them.
        var parts: Int { min(count, ProcessInfo.processInfo.activeProcessorCount) }

        init() throws {
            count = try number(of: "CHORUS_SIMULATIONS", from: 1, otherwise: 10_000)
            first = try number(of: "CHORUS_SIMULATION_SEED", from: 0, otherwise: 0)
        }
    }

    /// The records of all schedules together.
    private struct Totals {
        var schedules = 0
        var faults = 0
        var schedulesWith: [Fault.Kind: Int] = [:]
        var faultsOf: [Fault.Kind: Int] = [:]
        var schedulesWithLossAmidBuckets = 0
        var stops = 0
        var waits = 0
        var dismissed = 0
        var expulsions = 0
        var losses: [Loss: Int] = [:]

        mutating func add(_ record: SimulationRecord) {
            schedules += 1
            faults += record.total
            for (kind, count) in record.counts {
                schedulesWith[kind, default: 0] += 1
                faultsOf[kind, default: 0] += count
            }
            if record.lossesAmidBuckets > 0 { schedulesWithLossAmidBuckets += 1 }
            stops += record.stops
            waits += record.waits
            dismissed += record.dismissed
            expulsions += record.expulsions
            losses.merge(record.losses, uniquingKeysWith: +)
        }

        mutating func add(_ other: Totals) {
            schedules += other.schedules
            faults += other.faults
            schedulesWith.merge(other.schedulesWith, uniquingKeysWith: +)
            faultsOf.merge(other.faultsOf, uniquingKeysWith: +)
            schedulesWithLossAmidBuckets += other.schedulesWithLossAmidBuckets
            stops += other.stops
            waits += other.waits
            dismissed += other.dismissed
            expulsions += other.expulsions
            losses.merge(other.losses, uniquingKeysWith: +)
        }
    }

    @Test func theResultIsTheSameWhateverHappens() async throws {
        let selection = try Selection()
        var all = Totals()
        await withTaskGroup(of: Totals.self) { group in
            for part in 0..<selection.parts {
                // In a thread of its own, since other tests need the threads of the concurrency pool.
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread { continuation.resume(returning: Self.simulate(selection, part: part)) }
                    }
                }
            }
            for await totals in group { all.add(totals) }
        }
        Self.report(all)
        guard selection.count >= 1000 else { return }
        // All kinds of faults and losses happen.
        #expect(Double(all.faults) >= 5 * Double(all.schedules))
        #expect(Double(all.schedulesWithLossAmidBuckets) >= 0.9 * Double(all.schedules))
        for kind in Fault.Kind.allCases {
            #expect(Double(all.schedulesWith[kind] ?? 0) >= 0.05 * Double(all.schedules), "\(kind)")
        }
        // `noResults` may be missing. A slow worker delivers some result in time, and a suspended worker is lost as
        // silent before it is lost for having sent no results.
        for loss in Loss.allCases where loss != .noResults { #expect(all.losses[loss] ?? 0 > 0, "\(loss.rawValue)") }
        #expect(all.dismissed > all.schedules)
        #expect(Double(all.expulsions) >= 0.05 * Double(all.schedules))
    }

    /// A failure can be replayed: a seed gives the same events every time.
    @Test(arguments: 0..<20)
    func aSeedDecidesEverything(seed: Int) throws {
        func trace() throws -> [String] {
            var generator = Generator(seed: seed)
            let run = ScalarRun(using: &generator)
            let schedule = Schedule(seed: seed, steps: run.stepCount, using: &generator)
            let cluster = SimulatedCluster(run, schedule, generator, traced: true)
            _ = try cluster.finish()
            return try #require(cluster.trace)
        }
        let first = try trace()
        #expect(first.count > 100)
        #expect(try trace() == first)
    }

    private static func simulate(_ selection: Selection, part: Int) -> Totals {
        var totals = Totals()
        for seed in stride(from: selection.first + part, to: selection.first + selection.count, by: selection.parts) {
            if let record = simulate(seed, traced: selection.count == 1) { totals.add(record) }
        }
        return totals
    }

    /// Runs the schedule of a seed, and compares its result with that of a plain trainer.
    private static func simulate(_ seed: Int, traced: Bool) -> SimulationRecord? {
        var generator = Generator(seed: seed)
        var run = ScalarRun(using: &generator)
        // One run in four: the bits are the same, but other failures are possible on the way.
        if seed % 4 == 3 { run.updatePolicy = .afterAll }
        let schedule = Schedule(seed: seed, steps: run.stepCount, using: &generator)
        let cluster = SimulatedCluster(run, schedule, generator, traced: traced)
        defer { cluster.trace.map { print($0.joined(separator: "\n")) } }
        do {
            let coordinator = try cluster.finish()
            let expected = ScalarResult(of: run)
            #expect(coordinator.weights == expected.weights, "\(replay(seed))")
            #expect(coordinator.metrics == expected.metrics, "\(replay(seed))")
            return cluster.record
        } catch {
            Issue.record("\(error); \(replay(seed))")
            return nil
        }
    }

    private static func replay(_ seed: Int) -> String {
        "replay: scripts/simulate 1 \(seed)"
    }

    private static func report(_ totals: Totals) {
        let mean = Double(totals.faults) / Double(max(totals.schedules, 1))
        print(
            "simulated \(totals.schedules) schedules, \(String(format: "%.2f", mean)) faults each; "
                + "\(totals.schedulesWithLossAmidBuckets) with a loss amid a block's buckets; "
                + "\(totals.stops) stops without a second opinion, \(totals.waits) waits for workers, "
                + "\(totals.expulsions) workers expelled")
        for loss in Loss.allCases { print("  sessions lost: \(loss.rawValue): \(totals.losses[loss] ?? 0)") }
        for kind in Fault.Kind.allCases {
            print("  \(kind): \(totals.faultsOf[kind] ?? 0) in \(totals.schedulesWith[kind] ?? 0) schedules")
        }
    }
}
