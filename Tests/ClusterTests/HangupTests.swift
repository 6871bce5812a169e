import Glibc
import Testing

extension ClusterTests {
    /// SIGHUP, which a terminal sends when it closes. It ends a run in order, as Ctrl-C does, except under nohup.
    @Suite struct Hangup {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        @Test func theRunEndsInOrderAndGoesOnToTheSameBits() throws {
            let held = try HeldRun(in: sandbox, after: 4, ["--config", "small.yaml", "--out", "run"])
            #expect(try held.end(by: SIGHUP, atStep: 4, of: run) == .exited(129))
            #expect(held.coordinator.output.contains("--resume run"), "\(held.coordinator.output)")
            try held.play { !held.worker.isRunning }
            #expect(try held.worker.wait(limit: 1) == .exited(0), "\(held.worker.errors)")
            #expect(try run.summary()["stopped_because"] as? String == "interrupted")
            #expect(try run.count("steps") == 4)

            try sandbox.run("train", "--resume", "run", "--workers", "2")
            #expect(try run.bits() == SmallRun.bits())
            try sandbox.expectNothingLeft()
        }

        @Test func aWorkerLeaves() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "small.yaml", "--out", "run", "--min-workers", "2",
            ])
            let worker = try sandbox.startWorker("leaving", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "leaving"))
            worker.signal(SIGHUP)
            #expect(try worker.wait(limit: 10) == .exited(129), "\(worker.errors)")
            try run.wait(for: EventPattern("worker_left", worker: "leaving"))
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 10) == .exited(143))
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        /// As nohup starts it: with the signal ignored.
        @Test func underNohupTheRunGoesOn() throws {
            let coordinator = try sandbox.start(
                after: "trap '' HUP",
                [
                    "train", "--config", "small.yaml", "--epochs", "9999", "--early-stopping-patience", "9999",
                    "--workers", "2", "--checkpoint-every", "1", "--out", "run",
                ])
            try run.waitForCheckpoint(atStep: 1)
            coordinator.signal(SIGHUP)
            for process in children(of: coordinator.processID, with: "worker") { kill(process, SIGHUP) }
            try run.waitForCheckpoint(atStep: try #require(try run.checkpointSteps().last) + 5)
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 20) == .exited(143), "\(coordinator.errors)")
            #expect(try run.count("workers_joined") == 2)
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }
    }
}
