import Foundation
import Testing

extension ClusterTests {
    /// Sixteen workers, each of which computes one of sixteen micro-batches; one, two and three compute the same bits.
    @Suite struct ManyWorkers {
        private static let names = (1...16).map { "w\($0)" }
        private static let options = ["--config", "small.yaml", "--micro-batches", "16"]

        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        @Test func oneTwoThreeAndSixteen() throws {
            let bits = try alone()
            for workers in [2, 3, 16] {
                let out = "local-\(workers)"
                let process = try sandbox.start(
                    ["train"] + Self.options + ["--workers", "\(workers)", "--out", out])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                let run = sandbox.runFolder(out)
                #expect(try run.bits() == bits, "\(workers) workers")
                #expect(try run.count("workers_joined") == workers)
                #expect(process.output.contains("\(workers) local workers joined\n"), "\(process.output)")
                let joined = try run.events(EventPattern("worker_joined")).compactMap(\.worker)
                #expect(joined.sorted() == (1...workers).map { "local-\($0)" }.sorted())
                #expect(try run.count("sessions_lost") == 0)
            }
            try sandbox.expectNothingLeft()
        }

        /// Over TCP, joining one after the other.
        @Test(arguments: [false, true])
        func sixteenInEitherOrder(reversed: Bool) throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator(
                Self.options + ["--min-workers", "16", "--out", "run"])
            let workers = try (reversed ? Self.names.reversed() : Self.names).map { name in
                let worker = try sandbox.startWorker(name, at: endpoint)
                // The log names ten joins in a minute.
                try #require(eventually { worker.errors.contains("joined with 1 slot") }, "\(worker.errors)")
                return worker
            }
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            #expect(try run.bits() == alone())
            #expect(try run.count("workers_joined") == 16)
            // All have a block of the first step, one micro-batch each, unless another was faster and raced it.
            let blocks = try run.blocksByWorker()
            #expect(Set(blocks.keys).isSubset(of: Self.names) && blocks.count > 8, "\(blocks)")
            try sandbox.expectNothingLeft()
        }

        private func alone() throws -> RunBits {
            let process = try sandbox.start(["train"] + Self.options + ["--workers", "1", "--out", "alone"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            return try sandbox.runFolder("alone").bits()
        }
    }
}
