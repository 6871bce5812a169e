import Foundation
import Messages
import Testing
import Transport

extension ClusterTests {
    /// A member that reads nothing, but acknowledges everything.
    @Suite struct SlowReceiver {
        /// Bytes of one version of the model below, in two buckets of up to 4 MiB and a small one.
        private static let versionBytes = 4 * (2304 * 900 + 900 + 900 * 7 + 7)

        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeFaces()
            try write(units: 900, to: "wide.yaml")
            try write(units: 3000, to: "wider.yaml")
            // Two epochs of eleven steps.
            try sandbox.write(
                "{data: {path: faces}, model: wide.yaml, epochs: 2, batch_size: 16, micro_batches: 4}\n",
                to: "options.yaml")
        }

        @Test func losesItsSession() throws {
            let alone = try train(out: "alone", reader: false)
            let beside = try train(out: "run", reader: true)
            try #require(try run.count("steps") == 22)
            #expect(try run.bits() == sandbox.runFolder("alone").bits())
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
            #expect(try run.events(EventPattern("worker_lost", worker: "fake", cause: "not_reading")).count == 1)

            // The limit of waiting data for one peer: a version and four messages within libzmq, and two versions in
            // the outbox. That is five versions and a half here. All versions of the run would be twenty-two.
            #expect(beside - alone < 8 * Self.versionBytes / 1024, "kilobytes: \(alone) alone, \(beside) beside it")
        }

        /// At the end of the run the last version, 28 MB, is more than the system's buffers of a connection hold.
        @Test func isToldThatTheRunIsOver() throws {
            let (coordinator, endpoint, fake) = try trainToTheEnd()
            try #require(fake.farewell == nil)
            let late = ContinuousClock.now + .seconds(3)
            try fake.play { ContinuousClock.now > late }
            #expect(coordinator.isRunning)
            #expect(coordinator.errors.contains("the run is over; waiting up to 10 s for 1 worker to leave"))
            let newcomer = try sandbox.startWorker("newcomer", at: endpoint)
            #expect(try newcomer.wait(limit: 10) == .exited(0))
            #expect(newcomer.errors.contains("the run is over"), "\(newcomer.errors)")
            fake.read()
            try fake.play { fake.farewell != nil }
            #expect(fake.farewell == "the run is over")
            #expect(try coordinator.wait(limit: 5) == .exited(0), "\(coordinator.errors)")
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        @Test func isWaitedForNoLongerAfterCtrlC() throws {
            let (coordinator, _, fake) = try trainToTheEnd()
            try fake.play { coordinator.errors.contains("waiting up to 10 s") || !coordinator.isRunning }
            coordinator.signal(SIGINT)
            // Three seconds are enough for workers that read.
            let early = ContinuousClock.now + .seconds(1)
            try fake.play { ContinuousClock.now > early }
            #expect(coordinator.isRunning)
            #expect(try coordinator.wait(limit: 5) == .exited(0), "\(coordinator.errors)")
        }

        @Test func isHardlyWaitedForIfTheRunIsInterrupted() throws {
            let (coordinator, endpoint) = try sandbox.startCoordinator(["--config", "options.yaml", "--out", "run"])
            var violation = Violation("a slow receiver", .never, says: "")
            violation.reads = false
            let fake = try FakeWorker(at: endpoint, violation: violation)
            try fake.play { fake.conversation.isMember }
            coordinator.signal(SIGINT)
            #expect(try coordinator.wait(limit: 10) == .exited(130), "\(coordinator.errors)")
            #expect(coordinator.output.contains("Interrupted after step 0"), "\(coordinator.output)")
            #expect(
                coordinator.errors.contains("the coordinator was interrupted; waiting up to 2 s for 1 worker to leave"),
                "\(coordinator.errors)")
        }

        /// A finished run, with a worker that has not read its goodbye.
        private func trainToTheEnd() throws -> (coordinator: ChorusProcess, endpoint: String, fake: FakeWorker) {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "options.yaml", "--model", "wider.yaml", "--epochs", "1", "--batch-size", "256", "--out",
                "run", "--min-workers", "2",
            ])
            var violation = Violation("a slow receiver", .never, says: "")
            violation.reads = false
            violation.socketSettings = SocketSettings(receiveLimit: 1)
            let fake = try FakeWorker(at: endpoint, violation: violation)
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try fake.play { !worker.isRunning }
            #expect(try worker.wait(limit: 1) == .exited(0), "\(worker.errors)")
            return (coordinator, endpoint, fake)
        }

        private func write(units: Int, to name: String) throws {
            try sandbox.write(
                """
                name: wide
                layers:
                  - flatten: {}
                  - dense: {units: \(units), activation: relu}
                  - dense: {units: classes, activation: softmax}
                """, to: name)
        }

        /// The most memory, in kilobytes, that the coordinator had.
        private func train(out: String, reader isThere: Bool) throws -> Int {
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "options.yaml", "--out", out, "--min-workers", isThere ? "2" : "1",
            ])
            var violation = Violation("a slow receiver", .never, says: "it does not take what it is sent")
            violation.reads = false
            violation.socketSettings = SocketSettings(receiveLimit: 1)
            let fake = isThere ? try FakeWorker(at: endpoint, violation: violation) : nil
            // The honest worker's acknowledgements show the present version. Acknowledging one that was not sent would
            // be rejected.
            let middleman = try Middleman(at: endpoint) { message, words in
                if case .acknowledgement(let version) = message, version.version > 0 {
                    fake?.acknowledge(version.version)
                }
                return [words]
            }
            let worker = try sandbox.startWorker("honest", at: middleman.endpoint)
            var most = 0
            try middleman.play {
                try fake?.turn()
                most = max(most, coordinator.peakMemory ?? 0)
                return !coordinator.isRunning && !worker.isRunning
            }
            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            try sandbox.expectNothingLeft()
            return most
        }
    }
}
