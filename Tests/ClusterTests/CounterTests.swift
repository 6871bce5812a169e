import Glibc
import Testing

extension ClusterTests {
    /// Counters are those of all lives of a coordinator together.
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
    }
}
