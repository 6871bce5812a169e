import Foundation
import Glibc
import Messages
import Testing
import Transport

extension ClusterTests {
    /// Addresses, and which workers may join there.
    @Suite struct Addresses {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
        }

        @Test func unreachableCoordinator() throws {
            try sandbox.expectFailure(
                ["worker", "tcp://127.0.0.1:1", "--reconnect-timeout", "1"], status: 69, says: "tcp://127.0.0.1:1",
                "no coordinator")
        }

        @Test func addressInUse() throws {
            let (first, endpoint) = try startCoordinator("--out", "first")
            let second = try sandbox.start(["coordinator", "faces", "--bind", endpoint, "--out", "second"])
            try sandbox.expectFailure(of: second, status: 69, says: [endpoint, "another process listens there"])
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("second")))
            #expect(first.isRunning)
            first.signal(SIGTERM)
            #expect(try first.wait(limit: 10) == .exited(143))
            try sandbox.expectNothingLeft()
        }

        @Test func addressThatOthersCanReach() throws {
            try sandbox.expectFailure(
                ["coordinator", "faces", "--bind", "tcp://0.0.0.0:0", "--out", "run"], status: 77,
                says: "tcp://0.0.0.0:0", "--insecure")
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")))
            let coordinator = try sandbox.start([
                "coordinator", "faces", "--bind", "tcp://0.0.0.0:0", "--insecure", "--out", "run",
            ])
            #expect(eventually { coordinator.errors.contains("listening on tcp://0.0.0.0:") || !coordinator.isRunning })
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 10) == .exited(143), "\(coordinator.errors)")
        }

        @Test func aNameOfThisMachine() throws {
            let coordinator = try sandbox.start([
                "coordinator", "faces", "--bind", "tcp://localhost:0", "--out", "run",
            ])
            #expect(
                eventually { coordinator.errors.contains("listening on tcp://127.0.0.1:") || !coordinator.isRunning })
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 10) == .exited(143), "\(coordinator.errors)")
            try sandbox.expectFailure(
                ["coordinator", "faces", "--bind", "tcp://nobody-has-this-name.invalid:0", "--out", "other"],
                status: 69,
                says: "tcp://nobody-has-this-name.invalid:0", "the host is unknown")
        }

        @Test func workerThatComputesOtherBits() throws {
            let (coordinator, endpoint) = try startCoordinator("--out", "run", "--epochs", "1")
            let other = try otherNumerics(at: endpoint)
            let refused = try sandbox.startWorker("other", at: other.endpoint)
            try other.play { !refused.isRunning }
            #expect(try refused.wait(limit: 1) == .exited(69))
            #expect(refused.errors.contains("--allow-mixed"), "\(refused.errors)")
            let worker = try sandbox.startWorker("same", at: endpoint)
            #expect(try coordinator.wait() == .exited(0))
            #expect(try worker.wait(limit: 10) == .exited(0))
            #expect(coordinator.errors.contains("worker other was refused"), "\(coordinator.errors)")
            let run = sandbox.runFolder("run")
            #expect(try run.summary()["reproducible"] as? Bool == true)
            #expect(try Set(run.blocksByWorker().keys) == ["same"])
        }

        @Test func workersOfDifferentBitsOnRequest() throws {
            let (coordinator, endpoint) = try startCoordinator("--out", "run", "--epochs", "1", "--allow-mixed")
            let other = try otherNumerics(at: endpoint)
            let worker = try sandbox.startWorker("other", at: other.endpoint)
            try other.play { !coordinator.isRunning && !worker.isRunning }
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try sandbox.runFolder("run").summary()["reproducible"] as? Bool == false)
        }

        /// Makes a worker report another fingerprint. All supported processors compute the same bits, so no real worker
        /// does that.
        private func otherNumerics(at endpoint: String) throws -> Middleman {
            try Middleman(at: endpoint) { message, words in
                guard case .ready(var ready) = message,
                    var envelope = words.header.withUnsafeBytes({ try? Envelope(decoding: $0) })
                else { return [words] }
                ready.fingerprint = "other"
                envelope.message = .ready(ready)
                return [RawMessage(header: envelope.encoded(), frame: nil)]
            }
        }

        private func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["faces", "--model", "tiny.yaml"] + options)
        }
    }
}
