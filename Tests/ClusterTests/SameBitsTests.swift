import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// The same bits for every number of workers, over both transports, whoever comes and goes.
    @Suite struct SameBits {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeReferenceFiles()
        }

        @Test(arguments: [(2, 1), (3, 1), (4, 1), (2, 2)])
        func localWorkers(workers: Int, slots: Int) throws {
            try sandbox.run(
                "train", "--config", "reference.yaml", "--workers", "\(workers)", "--slots", "\(slots)", "--out", "run")
            let run = sandbox.runFolder("run")
            #expect(try run.bits() == ReferenceRun.bits())
            let blocks = try run.blocksByWorker()
            #expect(Set(blocks.keys) == Set((1...workers).map { "local-\($0)" }))
            #expect(blocks.values.allSatisfy { $0 > 0 })
            try sandbox.expectNothingLeft()
        }

        @Test func workersByHandOverTCP() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let workers = try ["a", "b"].map { try startWorker($0, at: endpoint) }
            #expect(try coordinator.wait() == .exited(0))
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            let run = sandbox.runFolder("run")
            #expect(try run.bits() == ReferenceRun.bits())
            let blocks = try run.blocksByWorker()
            #expect(Set(blocks.keys) == ["a", "b"])
            #expect(blocks.values.allSatisfy { $0 > 0 })
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        @Test func oneComesLateAndAnotherLeavesEarly() throws {
            let (coordinator, endpoint) = try startCoordinator("--checkpoint-every", "1")
            let run = sandbox.runFolder("run")
            let early = try startWorker("early", at: endpoint)
            try run.waitForCheckpoint(atStep: 1)
            // The run must not be over before the second worker is there.
            early.signal(SIGSTOP)
            let late = try startWorker("late", at: endpoint)
            try #require(eventually(limit: 8) { late.errors.contains("joining run") }, "\(late.errors)")
            early.signal(SIGCONT)
            try run.waitForCheckpoint(atStep: try #require(try run.checkpointSteps().last) + 2)
            early.signal(SIGTERM)
            #expect(try early.wait(limit: 10) == .exited(143))
            #expect(try coordinator.wait() == .exited(0))
            #expect(try late.wait(limit: 10) == .exited(0), "\(late.errors)")
            #expect(try run.bits() == ReferenceRun.bits())
            #expect(try run.blocksByWorker().values.filter { $0 > 0 }.count == 2)
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        @Test func portableKernels() throws {
            let bits = try ["1", "2"].map { workers in
                try sandbox.run(
                    "train", "--config", "reference.yaml", "--epochs", "1", "--kernels", "portable", "--workers",
                    workers, "--out", "run-\(workers)")
                return try sandbox.runFolder("run-\(workers)").bits()
            }
            #expect(bits[0] == bits[1])
            try sandbox.expectNothingLeft()
        }

        private func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "reference.yaml", "--out", "run"] + options)
        }

        private func startWorker(_ name: String, at endpoint: String) throws -> ChorusProcess {
            try sandbox.startWorker(name, at: endpoint)
        }
    }
}
