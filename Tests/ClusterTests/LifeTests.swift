import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// How a run ends, and which files it leaves.
    @Suite struct Life {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeFaces()
        }

        @Test func success() throws {
            try sandbox.makeTinyModel()
            let process = try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "2", "--workers", "2")
            let lines = process.output.split(separator: "\n")
            #expect(lines.first?.hasPrefix("model    tiny, ") == true, "\(process.output)")
            #expect(lines.contains("2 local workers joined"))
            for (epoch, line) in lines.filter({ $0.hasPrefix("Epoch") }).enumerated() {
                #expect(line.hasPrefix("Epoch \(epoch + 1)/2 - "))
                #expect(line.contains("val_accuracy: "))
            }
            #expect(lines.dropLast().last?.hasPrefix("Best checkpoint: runs/tiny-") == true)
            #expect(lines.last?.hasPrefix("Report: runs/tiny-") == true)
            #expect(process.errors.isEmpty)
            let runs = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("runs"))
            try #require(runs.count == 1)
            let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("runs/\(runs[0])"))
            #expect(
                Set(["checkpoints", "config.yaml", "history.csv", "log.jsonl", "summary.json"]).isSubset(of: files))
            try sandbox.expectNothingLeft()
        }

        @Test func coresWithoutWorkAreTold() throws {
            try sandbox.makeTinyModel()
            let cores = ProcessInfo.processInfo.activeProcessorCount
            func train(out: String, _ more: String...) throws -> String {
                let process = try sandbox.start(
                    ["train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--batch-size", "16", "--out", out]
                        + more)
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                return process.errors
            }
            let line =
                "\(cores - 1) of \(cores) cores stay idle: a batch of 16 is cut into 1 micro-batch; --batch-size "
            #expect(try train(out: "chosen").contains(line) == (cores > 1))
            // A given number of workers is used.
            #expect(try train(out: "asked", "--workers", "1").isEmpty)
        }

        @Test func slotsWithoutWorkAreToldBeforeTheirWorkersStart() throws {
            try sandbox.makeTinyModel()
            let process = try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--batch-size", "16", "--workers", "3",
                "--slots",
                "2", "--out", "run")
            let line =
                "5 of 6 slots stay idle: a batch of 16 is cut into 1 micro-batch; --batch-size 128 --micro-batches 8 "
            #expect(process.errors.split(separator: "\n").count { $0.contains(line) } == 1, "\(process.errors)")
            let log = try sandbox.runFolder("run").log()
            let told = try #require(log.firstIndex { $0.event == "capacity_idle" })
            #expect(log[told].integer("idle") == 5 && log[told].integer("count") == 6)
            #expect(told < log.firstIndex { $0.event == "worker_joined" } ?? 0)
        }

        /// A worker that has too little memory says so and ends.
        @Test func aWorkerThatCannotTakePartSaysWhy() throws {
            try sandbox.makeTinyModel()
            try sandbox.write("MemAvailable: 16 kB\n", to: "meminfo")
            let process = try sandbox.startScript(
                "mount --bind meminfo /proc/meminfo; exec \"$1\" train faces --model tiny.yaml --workers 1 --out run")
            #expect(try process.wait(limit: 20) == .exited(69), "\(process.errors)")
            let reason =
                "all workers have ended: worker local-1 ended with status 69: this machine cannot take part: "
                + "the run takes at least"
            #expect(process.errors.contains(reason), "\(process.errors)")
            try sandbox.expectNothingLeft()
        }

        @Test func json() throws {
            try sandbox.makeTinyModel()
            let process = try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "2", "--json", "--out", "run")
            #expect(process.output == contents(of: sandbox.file("run/summary.json")))
            #expect(try jsonObject(process.output)["workers_joined"] as? Int == 2)
        }

        @Test func gradientsOfLocalWorkersLieInMemoryThatIsShared() throws {
            let coordinator = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            let shared = sandbox.processes.map { process in
                contents(of: "/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("RssShmem:") }
            }
            #expect(shared.count == 3)
            for line in shared { #expect(try !#require(line).hasSuffix("\t       0 kB"), "\(shared)") }
            coordinator.signal(SIGTERM)
            #expect(try coordinator.wait(limit: 20) == .exited(143))
            try sandbox.expectNothingLeft()
        }

        @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
        func signals(signal: Int32) throws {
            let coordinator = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            coordinator.signal(signal)
            #expect(try coordinator.wait(limit: 20) == .exited(128 + signal))
            #expect(coordinator.output.contains("chorus train --resume run"), "\(coordinator.output)")
            #expect(coordinator.errors.isEmpty, "\(coordinator.errors)")
            let inspection = try sandbox.run("inspect", run.checkpoint("last"), "--json")
            let step = try #require(try metadata(of: inspection)["step"] as? String)
            #expect(try run.count("steps") == Int(step))
            try sandbox.expectNothingLeft()
        }

        @Test func secondSignalEndsAtOnce() throws {
            let coordinator = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            // Both signals wait while the process is stopped, so the first one cannot take effect before the second.
            for signal in [SIGSTOP, SIGINT, SIGTERM, SIGCONT] { coordinator.signal(signal) }
            let end = try coordinator.wait(limit: 3)
            #expect(end == .exited(130) || end == .exited(143))
            // After an orderly end the output says how to resume.
            #expect(!coordinator.output.contains("--resume"), "\(coordinator.output)")
            try sandbox.expectNothingLeft()
        }

        @Test func coordinatorKilled() throws {
            let coordinator = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            #expect(sandbox.processes.count == 3)
            #expect(try sandbox.sockets().count == 1)
            coordinator.signal(SIGKILL)
            #expect(try coordinator.wait() == .signalled(SIGKILL))
            try sandbox.expectNothingLeft()
        }

        @Test func allWorkersKilled() throws {
            let coordinator = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            for worker in children(of: coordinator.processID, with: "worker") { kill(worker, SIGKILL) }
            #expect(try coordinator.wait(limit: 20) == .exited(69))
            let reason = "all workers have ended: worker local-1 was killed by signal 9 (SIGKILL); --resume goes on"
            #expect(coordinator.errors.contains(reason), "\(coordinator.errors)")
            try sandbox.expectNothingLeft()
            try sandbox.run("inspect", run.checkpoint("last"))
        }

        @Test func directoryInUse() throws {
            let holder = try startTraining()
            try run.waitForCheckpoint(atStep: 1)
            let second = try sandbox.start(["train", "--resume", "run"])
            try sandbox.expectFailure(of: second, status: 73, says: ["run", "in use", "\(holder.processID)"])
            #expect(holder.isRunning)
            let third = try sandbox.start(["train", "faces", "--out", "run"])
            try sandbox.expectFailure(of: third, status: 73, says: ["run exists and is not empty", "--resume run"])
            #expect(holder.isRunning)
            holder.signal(SIGTERM)
            try holder.wait(limit: 20)
            try sandbox.expectNothingLeft()
        }

        @Test func directoryThatCannotBeMade() throws {
            try sandbox.write("a file", to: "file")
            try sandbox.expectFailure(["train", "faces", "--out", "file"], status: 73, says: "file")
            try sandbox.expectFailure(["train", "faces", "--out", "file/run"], status: 73, says: "file/run")
            try sandbox.expectFailure(["data", "synthesize", "--out", "faces"], status: 73, says: "faces", "not empty")
        }

        /// Starts a run on two workers that would take minutes, with a checkpoint at every step.
        private func startTraining() throws -> ChorusProcess {
            try sandbox.start(["train", "faces", "--workers", "2", "--checkpoint-every", "1", "--out", "run"])
        }

        private func metadata(of inspection: ChorusProcess) throws -> [String: Any] {
            try #require(try jsonObject(inspection.output)["metadata"] as? [String: Any])
        }

        @Test func aFullStandardOutput() throws {
            let process = try sandbox.startScript(
                "exec \"$1\" train faces --epochs 1 --workers 1 --out unread > /dev/full")
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            #expect(try sandbox.runFolder("unread").count("epochs") == 1)
            try sandbox.expectNothingLeft()
        }
    }
}
