import Checkpoints
import Cluster
import Coordination
import TestKit
import Testing
import Training

/// The code that trains, on real tensors, in simulated clusters: the same state as a plain loop comes to.
@Suite struct TensorSimulationTests {
    @Test(arguments: 0..<100)
    func theStateIsThatOfAPlainLoop(seed: Int) throws {
        let expected = try Self.expected.get()
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

    private static let expected = Result {
        let program = try TensorRun()
        let run = try PlainTrainer(program.job).run
        return Expected(program: program, file: checkpoint(of: run), losses: run.history.records.map(\.loss))
    }

    private static func checkpoint(of run: TrainingRun) -> TensorFile {
        run.checkpoint(
            facts: CheckpointFacts(
                runID: "simulated", numericsFingerprint: "", reproducible: true, clusterCounters: .init()))
    }
}
