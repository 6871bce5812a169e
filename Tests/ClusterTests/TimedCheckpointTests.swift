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
            // The second step's result is held until a second has passed since the first was done, which is later than
            // the checkpoint at step 0; a beat comes sooner or later. The third step's result is not forwarded at all.
            var firstStepEnded: ContinuousClock.Instant?
            var held: [RawMessage] = []
            let middleman = try Middleman(at: endpoint) { message, words in
                let isDue = firstStepEnded.map { ContinuousClock.now - $0 > .seconds(1) } ?? false
                defer { if isDue { held = [] } }
                guard case .result(let result) = message, result.step.version > 0 else {
                    return (isDue ? held : []) + [words]
                }
                firstStepEnded = firstStepEnded ?? .now
                guard result.step.version == 1 else { return [] }
                if isDue { return held + [words] }
                held.append(words)
                return []
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
