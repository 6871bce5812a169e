import Foundation
import Glibc
import Messages
import Testing
import Vocabulary

extension ClusterTests {
    /// The same bits after workers and coordinators were killed, stopped or interrupted in the middle of their work.
    @Suite struct Survival {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeReferenceFiles()
            run = sandbox.runFolder("run")
        }

        /// It computes alone, so that a whole step is one block, and dies before its result arrives.
        @Test func workerKilledInTheMiddleOfAStep() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "reference.yaml", "--out", "run", "--checkpoint-every", "1",
            ])
            var hasComputed = false
            let middleman = try Middleman(at: endpoint) { message, words in
                guard case .result(let result) = message, result.step.version >= 2 else { return [words] }
                hasComputed = true
                return []
            }
            let victim = try sandbox.startWorker("victim", at: middleman.endpoint)
            try middleman.play { hasComputed }
            victim.signal(SIGKILL)
            try victim.wait()
            middleman.hangUp()
            try run.wait(for: EventPattern("worker_lost", worker: "victim", cause: "connection_closed"))
            let heir = try sandbox.startWorker("heir", at: endpoint)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try heir.wait(limit: 10) == .exited(0), "\(heir.errors)")
            #expect(try run.bits() == ReferenceRun.bits())
            #expect(try run.count("blocks_reassigned") == 1)
            #expect(try run.count("blocks_raced") == 0)
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.count("workers_joined") == 2)
            try sandbox.expectNothingLeft()
        }

        @Test func localWorkerKilled() throws {
            let (coordinator, workers) = try startTraining()
            try run.waitForCheckpoint(atStep: 2)
            kill(workers[0], SIGKILL)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try run.bits() == ReferenceRun.bits())
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.count("workers_joined") == 2)
            // One line about the session, and one about the process.
            let lines = coordinator.errors.split(separator: "\n")
            #expect(lines.count { $0.contains("worker local-1 was lost: ") } == 1, "\(coordinator.errors)")
            #expect(
                lines.count { $0 == "chorus: worker local-1 was killed by signal 9 (SIGKILL)" } == 1,
                "\(coordinator.errors)")
            #expect(lines.count == 2, "\(coordinator.errors)")
            let ends = try run.events(EventPattern("worker_process_ended"))
            #expect(ends.map { $0.text("worker") } == ["local-1"])
            #expect(ends.map { $0.integer("process_id") } == [Int(workers[0])])
            #expect(ends.map { $0.integer("signal") } == [9])
            try sandbox.expectNothingLeft()
        }

        @Test func slowWorkerIsRacedAndKept() throws {
            let (coordinator, workers) = try startTraining()
            try run.waitForCheckpoint(atStep: 2)
            let racedBefore = try run.checkpointedCounters()["blocks_raced", default: 0]
            kill(workers[0], SIGSTOP)
            let wasRaced = try eventually(limit: 8) {
                try run.checkpointedCounters()["blocks_raced", default: 0] > racedBefore || !coordinator.isRunning
            }
            kill(workers[0], SIGCONT)
            #expect(wasRaced)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try run.bits() == ReferenceRun.bits())
            // The other worker is raced too if it is slow.
            #expect(try run.count("blocks_raced") > racedBefore)
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        @Test func coordinatorKilledAndResumed() throws {
            let (coordinator, _) = try startTraining()
            try run.waitForCheckpoint(atStep: 4)
            coordinator.signal(SIGKILL)
            #expect(try coordinator.wait() == .signalled(SIGKILL))
            try sandbox.expectNothingLeft()
            try expectInTheMiddleOfAnEpoch()

            try FileManager.default.copyItem(atPath: run.path, toPath: sandbox.file("copy"))
            try sandbox.run("train", "--resume", "run")
            #expect(try run.bits() == ReferenceRun.bits())
            try sandbox.run("train", "--resume", "copy", "--workers", "3")
            let copy = sandbox.runFolder("copy")
            #expect(try copy.bits() == ReferenceRun.bits())
            #expect(try copy.blocksByWorker().count == 3)
            try sandbox.expectNothingLeft()
        }

        @Test func interruptedAndResumed() throws {
            let (coordinator, _) = try startTraining()
            try run.waitForCheckpoint(atStep: 4)
            coordinator.signal(SIGINT)
            #expect(try coordinator.wait(limit: 20) == .exited(130))
            try expectInTheMiddleOfAnEpoch()
            #expect(try run.summary()["stopped_because"] as? String == "interrupted")
            try sandbox.run("train", "--resume", "run")
            #expect(try run.bits() == ReferenceRun.bits())
            #expect(try run.summary()["stopped_because"] as? String == "epochs")
            try sandbox.expectNothingLeft()
        }

        @Test func workersByHandFindTheResumedCoordinator() throws {
            let (first, endpoint) = try sandbox.startCoordinator([
                "--config", "reference.yaml", "--out", "run", "--checkpoint-every", "1", "--min-workers", "2",
            ])
            let workers = try ["a", "b"].map { try sandbox.startWorker($0, at: endpoint) }
            try run.waitForCheckpoint(atStep: 4)
            first.signal(SIGKILL)
            #expect(try first.wait() == .signalled(SIGKILL))

            let port = try #require(endpoint.split(separator: ":").last)
            let (second, _) = try sandbox.startCoordinator(["--resume", "run"], port: String(port))
            #expect(try second.wait() == .exited(0), "\(second.errors)")
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            #expect(try run.bits() == ReferenceRun.bits())
            try sandbox.expectNothingLeft()
        }

        /// Starts the reference run on two workers, with a checkpoint at every step.
        private func startTraining() throws -> (ChorusProcess, workers: [pid_t]) {
            let coordinator = try sandbox.start([
                "train", "--config", "reference.yaml", "--workers", "2", "--checkpoint-every", "1", "--out", "run",
            ])
            var workers: [pid_t] = []
            try #require(
                eventually {
                    workers = children(of: coordinator.processID, with: "worker")
                    return workers.count == 2
                }, "\(coordinator.errors)")
            return (coordinator, workers)
        }

        private func expectInTheMiddleOfAnEpoch() throws {
            let step = try #require(try run.checkpointSteps().last)
            #expect(step % ReferenceRun.stepsPerEpoch != 0 && step < ReferenceRun.steps, "it had come to step \(step)")
        }
    }
}
