import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// `chorus coordinator`, with workers that are started by hand.
    @Suite struct CoordinatorAlone {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        /// It prints only its summary, which is the same as that of `train`.
        @Test func json() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "small.yaml", "--out", "run", "--json",
            ])
            let worker = try sandbox.startWorker("a", at: endpoint)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(coordinator.output == contents(of: sandbox.file("run/summary.json")))
            let summary = try jsonObject(coordinator.output)
            #expect((summary["blocks_by_worker"] as? [String: Int])?.keys.sorted() == ["a"])
            #expect(try run.bits() == SmallRun.bits())

            let again = try sandbox.start(["coordinator", "--bind", "tcp://127.0.0.1:0", "--resume", "run", "--json"])
            #expect(try again.wait() == .exited(0), "\(again.errors)")
            #expect(again.output == coordinator.output)
        }

        @Test func jsonOfARunThatIsInterrupted() throws {
            let held = try HeldRun(in: sandbox, after: 4, ["--config", "small.yaml", "--out", "run", "--json"])
            #expect(try held.end(by: SIGTERM, atStep: 4, of: run) == .exited(143))
            #expect(held.coordinator.output == contents(of: sandbox.file("run/summary.json")))
            #expect(try jsonObject(held.coordinator.output)["stopped_because"] as? String == "interrupted")
        }

        /// Model, settings and images come over the network: a worker needs no files of the run.
        @Test func aWorkerNeedsNoFiles() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator(["--config", "small.yaml", "--out", "run"])
            let worker = try sandbox.startScript(
                """
                mount -t tmpfs none "$3" && cd / && ! test -e "$3"/small.yaml || exit 1
                exec "$1" worker "$2" --slots 1 --name far
                """, endpoint, sandbox.path)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try run.bits() == SmallRun.bits())
            #expect(try run.blocksByWorker().keys.sorted() == ["far"])
        }

        /// After an error that stops the run, workers that were started by hand get a goodbye too.
        @Test func workersLeaveARunThatHasDiverged() throws {
            let layers = Array(repeating: "  - dense: {units: 64}", count: 60).joined(separator: "\n")
            try sandbox.write(
                "name: deep\nlayers:\n  - flatten: {}\n\(layers)\n  - dense: {units: classes, activation: softmax}\n",
                to: "deep.yaml")
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "faces", "--model", "deep.yaml", "--learning-rate", "1", "--min-workers", "2", "--out", "run",
            ])
            let workers = try ["a", "b"].map { try sandbox.startWorker($0, at: endpoint) }
            #expect(try coordinator.wait() == .exited(65), "\(coordinator.errors)")
            #expect(coordinator.errors.contains("the run has diverged"))
            for worker in workers {
                #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
                #expect(worker.errors.contains("leaving: "), "\(worker.errors)")
            }
            try sandbox.expectNothingLeft()
        }
    }
}
