import Foundation
import Glibc
import Messages
import Testing
import Transport
import Vocabulary

extension ClusterTests {
    /// Checkpoints by time: `--checkpoint-every 1s`.
    @Suite struct TimedCheckpoints {
        @Test func withinAnEpoch() throws {
            let sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            let run = sandbox.runFolder("run")
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "small.yaml", "--out", "run", "--checkpoint-every", "1s",
            ])
            // Only what lies between may make the second step take longer than a second, and keeps the third for itself.
            var hasPaused = false
            let middleman = try Middleman(at: endpoint) { message, words in
                guard case .result(let result) = message, result.step.version > 0 else { return [words] }
                if !hasPaused { usleep(1_100_000) }
                hasPaused = true
                return result.step.version == 1 ? [words] : []
            }
            let worker = try sandbox.startWorker("honest", at: middleman.endpoint)
            try middleman.play { try run.checkpointSteps().contains(2) }
            coordinator.signal(SIGKILL)
            #expect(try coordinator.wait() == .signalled(SIGKILL))
            worker.signal(SIGKILL)
            try worker.wait()
            #expect(try run.checkpointSteps() == [0, 2])

            try sandbox.run("train", "--resume", "run", "--workers", "2")
            #expect(try run.bits() == SmallRun.bits())
            try sandbox.expectNothingLeft()
        }
    }
}
