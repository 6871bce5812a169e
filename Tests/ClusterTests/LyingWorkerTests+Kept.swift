import Foundation
import Messages
import Testing
import Vocabulary

/// Checkpoints that are kept from before a liar's first unverified work.
extension ClusterTests.LyingWorkers {
    /// A kept checkpoint that replaces the last one leads to the right bits, and the worker may join again.
    @Test func theKeptCheckpointIsOneToGoOnFrom() throws {
        let (coordinator, endpoint) = try startCoordinator("--verify-every", "3", "--min-workers", "2")
        let honest = try sandbox.startWorker("honest", at: endpoint)
        let liar = try liar(at: endpoint) { $0.version >= 1 }
        let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
        try liar.play { !coordinator.isRunning }
        #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
        for worker in [honest, deceived] { try worker.wait(limit: 10) }
        #expect(try run.summary()["reproducible"] as? Bool == false)

        try FileManager.default.removeItem(atPath: run.checkpoint("last"))
        try FileManager.default.copyItem(atPath: run.checkpoint("before-step-1"), toPath: run.checkpoint("last"))
        let (next, nextEndpoint) = try sandbox.startCoordinator(["--resume", "run", "--min-workers", "1"])
        let mended = try sandbox.startWorker("liar", at: nextEndpoint)
        #expect(try next.wait() == .exited(0), "\(next.errors)")
        #expect(try mended.wait(limit: 10) == .exited(0), "\(mended.errors)")
        #expect(try run.bits() == SmallRun.bits())
        #expect(try run.summary()["reproducible"] as? Bool == true)
        try sandbox.expectNothingLeft()
    }

    /// If checkpoints from before it have been replaced, the best weights are kept, if they are older.
    @Test func theBestWeightsAreKeptWhereNoCheckpointIsOldEnough() throws {
        // The third of five epochs is the best, because the learning rate is far too large.
        let settings = contents(of: sandbox.file("small.yaml")).replacing("3.0e-3", with: "3.0e-2")
        try sandbox.write(settings, to: "small.yaml")
        try sandbox.run("train", "--config", "small.yaml", "--epochs", "3", "--workers", "1", "--out", "run")
        let best = try run.bits().best
        try #require(try run.count("best_epoch") == 3)

        let (coordinator, endpoint) = try sandbox.startCoordinator([
            "--resume", "run", "--epochs", "5", "--verify-every", "15", "--checkpoint-every", "1", "--min-workers", "2",
        ])
        let honest = try sandbox.startWorker("honest", at: endpoint)
        let liar = try liar(at: endpoint) { $0.version >= 9 }
        let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
        try liar.play { !coordinator.isRunning }
        #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
        for worker in [honest, deceived] { try worker.wait(limit: 10) }
        try #require(try run.count("best_epoch") == 3)
        let kept = run.checkpoint("best-before-step-10")
        #expect(coordinator.errors.contains("best-before-step-10.safetensors"), "\(coordinator.errors)")
        let inspection = try jsonObject(try sandbox.run("inspect", kept, "--json").output)
        #expect(inspection["weights_sha256"] as? String == best)
        try sandbox.expectNothingLeft()
    }
}
