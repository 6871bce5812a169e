import Foundation
import Glibc
import TestKit
import Testing

extension ClusterTests {
    /// The same bits for every number of workers, over both transports, with workers that join and leave.
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

        /// Layers of over 512 KiB are cut over a network; on one machine those of up to 4 MiB are not. A run can be
        /// resumed from one to the other.
        @Test(arguments: ["fp32", "bf16"])
        func bucketsOfOtherSizes(precision: String) throws {
            try sandbox.write(
                """
                name: wide
                layers:
                  - flatten: {}
                  - dense: {units: 256, activation: relu, kernel_regularizer: {l2: 0.01}}
                  - dense: {units: classes, activation: softmax}
                """, to: "wide.yaml")
            let options = ["--config", "reference.yaml", "--model", "wide.yaml", "--exchange-precision", precision]
            let local = try sandbox.start(["train"] + options + ["--workers", "2", "--out", "local"])
            #expect(try local.wait() == .exited(0), "\(local.errors)")
            let (coordinator, endpoint) = try sandbox.startCoordinator(
                options + ["--out", "run", "--min-workers", "2", "--checkpoint-every", "1"])
            let workers = try ["a", "b"].map { try startWorker($0, at: endpoint) }
            let run = sandbox.runFolder("run")
            try run.waitForCheckpoint(atStep: 1)
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 10) == .exited(143))
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            try sandbox.run("train", "--resume", "run", "--workers", "2")
            #expect(try run.bits() == sandbox.runFolder("local").bits())
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

        @Test func roundedGradients() throws {
            let rounded = ["--exchange-precision", "bf16"]
            let exact = try oneEpoch(out: "exact", ["--workers", "1"])
            let one = try oneEpoch(out: "one", ["--workers", "1"] + rounded)
            #expect(one != exact)
            for workers in 2...4 {
                #expect(try oneEpoch(out: "\(workers)", ["--workers", "\(workers)"] + rounded) == one, "\(workers)")
            }
            #expect(try oneEpoch(out: "slots", ["--workers", "1", "--slots", "2"] + rounded) == one)
            let (coordinator, endpoint) = try startCoordinator("--epochs", "1", "--exchange-precision", "bf16")
            let worker = try startWorker("remote", at: endpoint)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try sandbox.runFolder("run").bits() == one)
            try sandbox.expectNothingLeft()
        }

        @Test func portableKernels() throws {
            _ = avx512Instructions(for: "runs with portable and with native kernels")
            let native = try oneEpoch(out: "native", ["--workers", "1"])
            #expect(try oneEpoch(out: "one", ["--workers", "1", "--kernels", "portable"]) == native)
            #expect(try oneEpoch(out: "two", ["--workers", "2", "--kernels", "portable"]) == native)
            try sandbox.expectNothingLeft()
        }

        private func oneEpoch(out: String, _ options: [String]) throws -> RunBits {
            let arguments = ["train", "--config", "reference.yaml", "--epochs", "1", "--out", out] + options
            #expect(try sandbox.start(arguments).wait() == .exited(0))
            return try sandbox.runFolder(out).bits()
        }

        /// A coordinator of this machine's processor, and workers of three others, of which each must have taken part.
        @Test func otherProcessors() throws {
            let processors = ["Haswell", "Skylake-Client", "EPYC"]
            let bits = try oneEpoch(out: "native", ["--workers", "1"])
            let (coordinator, endpoint) = try startCoordinator("--epochs", "1", "--min-workers", "\(processors.count)")
            let workers = try processors.map {
                try sandbox.start(
                    ["worker", endpoint, "--name", $0, "--slots", "1", "--reconnect-timeout", "20"], emulating: $0)
            }
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            let run = sandbox.runFolder("run")
            #expect(try run.bits() == bits)
            #expect(try run.blocksByWorker().keys.sorted() == processors.sorted())
            #expect(try run.summary()["reproducible"] as? Bool == true)
            try sandbox.expectNothingLeft()
        }

        @Test func processorWithoutAVX2() throws {
            let process = try sandbox.start(["--version"], emulating: "Nehalem")
            #expect(try process.wait(limit: 10) == .exited(69))
            #expect(process.errors.contains("chorus: this processor lacks AVX2"), "\(process.errors)")
        }

        private func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "reference.yaml", "--out", "run"] + options)
        }

        private func startWorker(_ name: String, at endpoint: String) throws -> ChorusProcess {
            try sandbox.startWorker(name, at: endpoint)
        }
    }
}
