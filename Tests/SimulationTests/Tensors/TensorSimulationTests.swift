import Checkpoints
import Configuration
import Coordination
import Networks
import Run
import Tensors
import TestKit
import Testing
import Training
import Vocabulary

/// The real training code on real tensors in simulated clusters. Its state must be that of a plain loop.
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

    /// The validation loss is cross-entropy plus the L2 term. The training loss is not, since it has class weights.
    @Test func lossesHoldMoreThanCrossEntropies() throws {
        let program = try TensorRun(.fp32)
        let run = try PlainTrainer(program.job).run
        let record = try #require(run.history.records.last)
        let entropies = (try #require(record.training[.crossEntropy]), try #require(record.validation[.crossEntropy]))
        let regularization = Float(regularizationLoss(run.weights.pointer, layout: program.job.network.layout))
        #expect(regularization > 1e-3)
        #expect(abs(try #require(record.validation[.loss]) - entropies.1 - regularization) < 1e-6)
        #expect(abs(try #require(record.training[.loss]) - entropies.0 - regularization) > 1e-2)
    }

    @Test(arguments: 200..<240)
    func verifiedStepsAreThoseOfAPlainLoop(seed: Int) throws {
        try expectPlainState(seed: seed, Self.expected.get(), program: TensorRun(.fp32, verifyEvery: 1 + seed % 3))
    }

    @Test(arguments: 240..<260)
    func roundedGradientsAreVerifiedAsTheyAreRounded(seed: Int) throws {
        try expectPlainState(seed: seed, Self.expectedRounded.get(), program: TensorRun(.bf16, verifyEvery: 1))
    }

    /// Updates after the whole gradient give the same weights as updates of each bucket.
    @Test(arguments: 260..<280)
    func updatesAfterAllBucketsAreThoseOfAPlainLoop(seed: Int) throws {
        let verifyEvery = seed % 2 == 0 ? nil : 1
        let program = try TensorRun(.fp32, verifyEvery: verifyEvery, updatePolicy: .afterAll)
        try expectPlainState(seed: seed, Self.expected.get(), program: program)
    }

    private func expectPlainState(seed: Int, _ expected: Expected, program: TensorRun? = nil) throws {
        var generator = Generator(seed: seed)
        let schedule = Schedule(seed: seed, steps: expected.program.stepCount, using: &generator)
        let cluster = SimulatedCluster(program ?? expected.program, schedule, generator)
        let coordinator = try cluster.finish()
        #expect(cluster.record.total > 0)
        let file = Self.checkpoint(of: coordinator.run)
        #expect(file.stateDigest == expected.file.stateDigest)
        #expect(file.weightsDigest == expected.file.weightsDigest)
        #expect(file.bestWeightsDigest == expected.file.bestWeightsDigest)
        #expect(coordinator.run.history.records.map(Self.metrics) == expected.metrics)
    }

    private struct Expected {
        let program: TensorRun
        let file: TensorFile
        let metrics: [[Float?]]
    }

    private static func metrics(of record: EpochRecord) -> [Float?] {
        [record.training, record.validation].flatMap { values in Metric.allCases.map { values[$0] } }
    }

    private static let expected = Result { try expected(.fp32) }
    private static let expectedRounded = Result { try expected(.bf16) }

    private static func expected(_ precision: ExchangePrecision) throws -> Expected {
        let program = try TensorRun(precision)
        let run = try PlainTrainer(program.job).run
        return Expected(program: program, file: checkpoint(of: run), metrics: run.history.records.map(metrics))
    }

    private static func checkpoint(of run: TrainingRun) -> TensorFile {
        run.checkpoint(
            facts: CheckpointFacts(
                runID: "simulated", numericsFingerprint: "", reproducible: true, clusterCounters: .init()))
    }
}
