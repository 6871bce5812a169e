import Foundation
import Glibc
import Messages
import TestKit
import Testing
import Transport
import Vocabulary

extension ClusterTests {
    /// Sessions that end without hostile peers, and their remains.
    @Suite struct Sessions {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        /// A worker whose computing thread hangs while its other thread sends beats: it neither computes nor adopts new
        /// weights.
        @Test func stuckTrainer() throws {
            let (coordinator, endpoint) = try startCoordinator("--stall-timeout", "1")
            let stuck = try FakeWorker(
                at: endpoint, violation: Violation("a stuck trainer", .never, says: "no progress"))
            try stuck.play { !stuck.conversation.assignments.isEmpty }
            // It holds the whole first step, so no other worker can have a part.
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try stuck.play { !coordinator.isRunning }

            try expectReferenceBits(coordinator, worker)
            #expect(coordinator.errors.contains("worker fake was lost: it made no progress for 1.0 seconds"))
            #expect(stuck.farewell == "it made no progress for 1.0 seconds")
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.count("blocks_reassigned") == 1)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
        }

        /// It acknowledges every version, but delivers no results.
        @Test func workerThatNeverComputes() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "honest"))
            let idler = try FakeWorker(at: endpoint, violation: Violation("an idler", .never, says: "nothing"))
            try idler.play { !coordinator.isRunning }

            try expectReferenceBits(coordinator, worker)
            #expect(try run.count("workers_joined") == 2)
            #expect(try run.count("sessions_lost") == 0)
            // The other worker has computed each of its blocks, and soon it was assigned no more.
            #expect((1...3).contains(idler.conversation.assignments.count))
            #expect(try run.count("blocks_raced") == idler.conversation.assignments.count)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
        }

        /// A worker whose session was ended while it was alive.
        @Test func reconnectingWorkerIsANewSession() throws {
            let (coordinator, endpoint) = try startCoordinator("--worker-timeout", "1", "--checkpoint-every", "1")
            let worker = try sandbox.startWorker("sleeper", at: endpoint)
            try run.waitForCheckpoint(atStep: 1)
            worker.signal(SIGSTOP)
            let reason = "worker sleeper was lost: nothing was heard of it for 1.0 seconds"
            try #require(eventually { coordinator.errors.contains(reason) || !coordinator.isRunning })
            // The remaining messages of the old session arrive now.
            worker.signal(SIGCONT)

            try expectReferenceBits(coordinator, worker)
            #expect(try run.count("workers_joined") == 2)
            #expect(try run.count("sessions_lost") == 1)
            #expect(try run.count("peers_refused") == 0)
            #expect(try run.events(EventPattern("worker_joined", worker: "sleeper")).count == 2)
            #expect(try run.events(EventPattern("worker_lost", worker: "sleeper", cause: "silent")).count == 1)
        }

        /// On its new connection, a worker has a new session.
        @Test func messagesOfAnEarlierSession() throws {
            let (coordinator, endpoint) = try startCoordinator()
            let old = try earlierSession(at: endpoint)
            try #require(eventually { coordinator.errors.contains("worker fake was lost: its connection closed") })

            let reason = "it sent a message of another coordinator process or session"
            let returning = Violation("an earlier session's result", .membership, says: reason) { peer in
                let result = old.result(
                    .metrics(MetricSums(lossSum: 2, crossEntropySum: 2, correct: 0, samples: old.samples)))
                return [result, peer.rawMessage(.beat(Beat(progress: 1)))]
            }
            let fake = try FakeWorker("returned", at: endpoint, violation: returning)
            try fake.play { fake.farewell != nil }
            #expect(fake.farewell == reason)
            #expect(fake.conversation.session != old.session)
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try fake.play { !coordinator.isRunning }

            try expectReferenceBits(coordinator, worker)
            #expect(coordinator.errors.contains("worker returned was lost: \(reason)"), "\(coordinator.errors)")
            #expect(try run.count("sessions_lost") == 2)
            #expect(try run.count("blocks_reassigned") == 2)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
        }

        /// The conversation of a fake worker that was assigned work and whose connection has ended.
        private func earlierSession(at endpoint: String) throws -> Conversation {
            let fake = try FakeWorker(at: endpoint, violation: Violation("a lost worker", .never, says: "closed"))
            try fake.play { !fake.conversation.assignments.isEmpty }
            return fake.conversation
        }

        private func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "small.yaml", "--out", "run"] + options)
        }

        private func expectReferenceBits(
            _ coordinator: ChorusProcess, _ worker: ChorusProcess, at location: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)", sourceLocation: location)
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)", sourceLocation: location)
            #expect(try run.bits() == SmallRun.bits(), sourceLocation: location)
            try sandbox.expectNothingLeft(at: location)
        }
    }
}
