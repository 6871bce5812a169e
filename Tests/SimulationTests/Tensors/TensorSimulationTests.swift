import Checkpoints
import Cluster
import Configuration
import Coordination
import TestKit
import Testing
import Training

/// The code that trains, on real tensors, in simulated clusters: the same state as a plain loop comes to.
@Suite struct TensorSimulationTests {
    @Test(arguments: 0..<100)
    func theStateIsThatOfAPlainLoop(seed: Int) throws {
        try expectPlainState(seed: seed, Self.expected.get())
    }

    @Test(arguments: 100..<140)
    func roundedGradientsTooAreThoseOfAPlainLoop(seed: Int) throws {
        let rounded = try Self.expectedRounded.get()
        #expect(try rounded.file.weightsDigest != Self.expected.get().file.weightsDigest)
        try expectPlainState(seed: seed, rounded)
    }

    private func expectPlainState(seed: Int, _ expected: Expected) throws {
        var generator = Generator(seed: seed)
        let schedule = Schedule(seed: seed, steps: expected.program.stepCount, using: &generator)
        let cluster = SimulatedCluster(expected.program, schedule, generator)
        let coordinator = try cluster.finish()
        #expect(cluster.record.total > 0)
        let file = Self.checkpoint(of: coordinator.run)
        #expect(file.stateDigest == expected.file.stateDigest)
        #expect(file.weightsDigest == expected.file.weightsDigest)
        #expect(file.bestWeightsDigest == expected.file.bestWeightsDigest)
        #expect(coordinator.run.history.records.map(\.loss) == expected.losses)
    }

    private struct Expected {
        let program: TensorRun
        let file: TensorFile
        let losses: [Float]
    }

    private static let expected = Result { try expected(.fp32) }
    private static let expectedRounded = Result { try expected(.bf16) }

    private static func expected(_ precision: ExchangePrecision) throws -> Expected {
        let program = try TensorRun(precision)
        let run = try PlainTrainer(program.job).run
        return Expected(program: program, file: checkpoint(of: run), losses: run.history.records.map(\.loss))
    }

    private static func checkpoint(of run: TrainingRun) -> TensorFile {
        run.checkpoint(
            facts: CheckpointFacts(
                runID: "simulated", numericsFingerprint: "", reproducible: true, clusterCounters: .init()))
    }
}
