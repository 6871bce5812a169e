import Foundation
import Glibc
import Messages
import Testing
import Transport
import Vocabulary

extension ClusterTests.HostileTraffic {
    /// As if connections had taken every descriptor: the limit is lowered until the coordinator has no other left.
    @Test func filesAreWrittenWhenNoDescriptorIsLeft() throws {
        let (coordinator, endpoint) = try sandbox.startCoordinator([
            "--config", "small.yaml", "--checkpoint-every", "1", "--out", "run",
        ])
        var isFull = false
        let middleman = try Middleman(at: endpoint) { message, words in
            if case .result(let result) = message, result.step.version == 4, !isFull {
                isFull = true
                // The coordinator has written the files of the steps before, and waits for this result.
                do {
                    try run.waitForCheckpoint(atStep: 4)
                    try leaveNoDescriptor(to: coordinator.processID)
                } catch {
                    Issue.record(error)
                }
            }
            return [words]
        }
        let worker = try sandbox.startWorker("w", at: middleman.endpoint)
        try middleman.play { !coordinator.isRunning }

        #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
        #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
        #expect(isFull)
        #expect(try run.bits() == SmallRun.bits())
        #expect(try Set(run.checkpointSteps()) == Set(0...SmallRun.steps))
        #expect(try run.files() == RunFolder.filesOfFinishedRun)
    }

    /// Lowers a process' limit of descriptors, so that it has all that it may have.
    private func leaveNoDescriptor(to process: pid_t) throws {
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        let unused = try #require((0...).first { !open.contains("\($0)") })
        let prlimit = try sandbox.start(
            executable: "/usr/bin/prlimit", ["--pid", "\(process)", "--nofile=\(unused):"])
        try #require(prlimit.wait(limit: 10) == .exited(0), "\(prlimit.errors)")
    }
}
