import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// `--workers 0`: this process trains by itself, to the same bits.
    @Suite struct WithoutWorkers {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeReferenceFiles()
        }

        @Test(arguments: [1, 2, 3, 16])
        func sameBits(slots: Int) throws {
            try sandbox.run(
                "train", "--config", "reference.yaml", "--workers", "0", "--slots", "\(slots)", "--out", "run")
            #expect(try run.bits() == ReferenceRun.bits())
            #expect(try run.count("workers_joined") == 0)
            #expect(try run.count("lives") == 1)
            try sandbox.expectNothingLeft()
        }

        /// A run can be resumed without workers after one with workers, and the other way round.
        @Test(arguments: [("0", "2"), ("2", "0")])
        func resumed(first: String, second: String) throws {
            let process = try sandbox.start([
                "train", "--config", "reference.yaml", "--workers", first, "--epochs", "30", "--out", "run",
                "--checkpoint-every", "1",
            ])
            try run.waitForCheckpoint(atStep: 4)
            process.signal(SIGINT)
            #expect(try process.wait() == .exited(130))
            let steps = try run.count("steps")
            #expect(steps >= 4)
            // The number of epochs that have begun, plus one.
            let epochs = "\(steps / ReferenceRun.stepsPerEpoch + 2)"
            try sandbox.run("train", "--resume", "run", "--workers", second, "--epochs", epochs)
            try sandbox.run(
                "train", "--config", "reference.yaml", "--workers", "1", "--epochs", epochs, "--out", "straight")
            #expect(try run.bits() == sandbox.runFolder("straight").bits())
            #expect(try run.count("lives") == 2)
            try sandbox.expectNothingLeft()
        }

        @Test func whatIsSaid() throws {
            let process = try sandbox.run(
                "train", "--config", "reference.yaml", "--workers", "0", "--slots", "2", "--epochs", "1", "--out",
                "run")
            #expect(process.output.contains("cluster  no workers: this process, 2 slots, "))
            #expect(process.output.contains("Epoch 1/1 - "))
            #expect(process.errors.isEmpty)
        }
    }
}
