import Glibc
import Testing

extension ClusterTests {
    /// Counters are summed over all processes of a run.
    @Suite struct Counters {
        @Test func whatWasCountedSinceTheLastStepOutlivesAnInterruption() throws {
            let sandbox = try Sandbox()
            try sandbox.makeReferenceFiles()
            let run = sandbox.runFolder("run")
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "reference.yaml", "--epochs", "1", "--out", "run", "--checkpoint-every", "1",
            ])
            let worker = try sandbox.startWorker("a", at: endpoint)
            try run.waitForCheckpoint(atStep: 1)
            worker.signal(SIGKILL)
            #expect(eventually(limit: 5) { coordinator.errors.contains("worker a was lost") })
            coordinator.signal(SIGINT)
            #expect(try coordinator.wait(limit: 20) == .exited(130))
            #expect(try run.count("sessions_lost") == 1)

            try sandbox.run("train", "--resume", "run", "--workers", "1")
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.count("workers_joined") == 2)
            try sandbox.expectNothingLeft()
        }

        /// Two workers are members when their coordinator is killed. The next two are dismissed by an interruption, and
        /// the last one stays to the end: the first two are lost, and no other worker is.
        @Test func aKilledCoordinatorLosesItsSessions() throws {
            let sandbox = try Sandbox()
            try sandbox.makeReferenceFiles()
            let run = sandbox.runFolder("run")
            func start(_ options: [String]) throws -> ChorusProcess {
                try sandbox.start(["train", "--checkpoint-every", "1", "--workers", "2"] + options)
            }
            let killed = try start(["--config", "reference.yaml", "--out", "run"])
            try run.waitForCheckpoint(atStep: 2)
            killed.signal(SIGKILL)
            try killed.wait()
            let step = try #require(try run.checkpointSteps().last)
            let interrupted = try start(["--resume", "run"])
            try run.waitForCheckpoint(atStep: step + 2)
            interrupted.signal(SIGINT)
            #expect(try interrupted.wait(limit: 20) == .exited(130))
            #expect(try run.count("sessions_lost") == 2)

            try sandbox.run("train", "--resume", "run", "--workers", "1")
            #expect(try run.count("sessions_lost") == 2)
            #expect(try run.count("workers_joined") == 5)
            try sandbox.expectNothingLeft()
        }
    }
}
