import Foundation
import Glibc
import Messages
import Testing
import Transport

extension ClusterTests {
    /// Workers that break the protocol: each is rejected with a reason, and other workers are not affected.
    @Suite struct HostilePeers {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        @Test(arguments: Violation.all)
        func violations(_ violation: Violation) throws {
            // The first step waits for the honest worker and for a fake one that becomes a member.
            let (coordinator, endpoint) = try startCoordinator("--min-workers", violation.isMember ? "2" : "1")
            let worker: ChorusProcess
            let fake: FakeWorker
            if violation.isMember {
                worker = try startHonestWorker(at: endpoint)
                fake = try FakeWorker(at: endpoint, violation: violation)
            } else {
                fake = try FakeWorker(at: endpoint, violation: violation)
                try fake.play { coordinator.errors.contains(violation.reason) }
                worker = try startHonestWorker(at: endpoint)
            }
            try fake.play { !coordinator.isRunning }

            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try run.bits() == SmallRun.bits())
            try expectOneLine(says: violation.reason, from: coordinator)
            #expect(try run.count("workers_joined") == (violation.isMember ? 2 : 1))
            #expect(try run.count("sessions_lost") == (violation.isMember ? 1 : 0))
            #expect(try run.count("peers_refused") == (violation.isMember ? 0 : 1))
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
            try sandbox.expectNothingLeft()
        }

        /// Correct metrics, and then a gradient with one number that is not finite.
        @Test func gradientThatIsNotFinite() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let worker = try startHonestWorker(at: endpoint)
            let liar = try Middleman(at: endpoint) { message, words in
                guard case .result(let result) = message, result.content == .bucket(2), let frame = words.frame else {
                    return [words]
                }
                let changed = frame.withUnsafeBytes { bytes in
                    SharedBytes(count: bytes.count) {
                        $0.copyMemory(from: bytes)
                        $0.storeBytes(of: Float.nan.bitPattern, toByteOffset: 4, as: UInt32.self)
                    }
                }
                return [RawMessage(header: words.header, frame: changed)]
            }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            try liar.play { !coordinator.isRunning }

            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try run.bits() == SmallRun.bits())
            try expectOneLine(says: "its result was not finite, and another worker's differs", from: coordinator)
            #expect(try run.events(EventPattern("worker_lost", worker: "liar", cause: "misbehaved")).count == 1)
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
            deceived.signal(SIGTERM)
            try deceived.wait(limit: 10)
            try sandbox.expectNothingLeft()
        }

        /// This is not wrong, only unnecessary.
        @Test func everyResultTwice() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let worker = try startHonestWorker(at: endpoint)
            let echo = try Middleman(at: endpoint) { message, words in
                if case .result = message { [words, words] } else { [words] }
            }
            let doubled = try sandbox.startWorker("doubled", at: echo.endpoint)
            try echo.play { !coordinator.isRunning && !doubled.isRunning }

            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            for worker in [worker, doubled] { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            #expect(try run.bits() == SmallRun.bits())
            #expect(try run.count("sessions_lost") == 0)
            #expect(try run.blocksByWorker().keys.sorted() == ["doubled", "honest"])
            try sandbox.expectNothingLeft()
        }

        private func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "small.yaml", "--out", "run"] + options)
        }

        /// Starts a worker and waits until it is a member.
        private func startHonestWorker(at endpoint: String) throws -> ChorusProcess {
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "honest"))
            return worker
        }

        private func expectOneLine(
            says reason: String, from coordinator: ChorusProcess, at location: SourceLocation = #_sourceLocation
        ) throws {
            let lines = coordinator.errors.split(separator: "\n").filter { $0.contains(reason) }
            #expect(lines.count == 1, "\(coordinator.errors)", sourceLocation: location)
            #expect(try run.log().count { $0.text("reason")?.contains(reason) == true } == 1, sourceLocation: location)
        }
    }
}
