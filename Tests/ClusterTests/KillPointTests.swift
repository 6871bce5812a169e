import Checkpoints
import ChorusKit
import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// A coordinator that is killed right before each call that changes a file of its run, or after the last call. The
    /// disk is the same right after one call and right before the next one. So these are all states that a kill can
    /// leave.
    ///
    /// `Tests/KillPoint` counts the calls and kills the process. Lines of the log do not count, since their number
    /// depends on time, nor do pictures, the page and files for TensorBoard: a run is complete without them. Local
    /// workers load it too, but they change none of these files.
    @Suite struct KillPoints {
        private static let options = ["--config", "options.yaml"]
        private static let processesAtOnce = 4

        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.run("data", "synthesize", "--out", "faces", "--count", "70")
            try sandbox.write(
                """
                name: least
                layers:
                  - flatten: {}
                  - dense: {units: classes, activation: softmax}
                """, to: "least.yaml")
            // Before its first checkpoint, too, a run goes on from the weights that it was to start from.
            try sandbox.run(
                "train", "faces", "--model", "least.yaml", "--epochs", "1", "--seed", "9", "--workers", "0", "--out",
                "first")
            // Two epochs of two steps: seven checkpoints.
            try sandbox.write(
                """
                data: {path: faces}
                model: least.yaml
                init: first
                epochs: 2
                batch_size: 32
                checkpoint_every: 1
                cluster: {workers: 1}
                """, to: "options.yaml")
        }

        @Test func killedBeforeEachCallAndAfterTheLast() throws {
            let counting = try start("counted", variables: ["LIST": sandbox.file("list")])
            #expect(try counting.wait() == .exited(0), "\(counting.errors)")
            let bits = try sandbox.runFolder("counted").bits()
            let calls = try recordedCalls().map(\.name)
            #expect(Set(calls).isSuperset(of: ["mkdir", "open", "write", "fsync", "link", "rename", "unlink"]))
            #expect(try sandbox.runFolder("counted").checkpointSteps() == [0, 1, 2, 2, 3, 4, 4])

            var kills = calls.indices.map { (out: "before-\($0 + 1)", variables: ["BEFORE": "\($0 + 1)"]) }
            kills.append((out: "after-\(calls.count)", variables: ["AFTER": "\(calls.count)"]))
            while !kills.isEmpty {
                let some = kills.prefix(Self.processesAtOnce)
                kills.removeFirst(some.count)
                let killed = try some.map { try start($0.out, variables: $0.variables) }
                for process in killed { #expect(try process.wait() == .signalled(SIGKILL), "\(process.errors)") }
                let resumed = try some.map { try resume($0.out) }
                for (process, kill) in zip(resumed, some) {
                    #expect(try process.wait() == .exited(0), "\(kill.out): \(process.errors)")
                    // Where there was no checkpoint yet, it says again where its weights are from.
                    let errors = process.errors.split(separator: "\n").filter { !$0.contains(" start from ") }
                    #expect(errors.isEmpty, "\(kill.out): \(process.errors)")
                    try expectWhole(kill.out, bits: bits)
                }
            }
            let survivor = try start("survivor", variables: ["BEFORE": "\(calls.count + 1)"])
            #expect(try survivor.wait() == .exited(0), "there are more calls than were counted")
            // Workers have started before the first of the calls, and remove the socket of a coordinator that was
            // killed.
            try sandbox.expectNothingLeft()
        }

        /// A power cut cannot be tested, but the order of the calls shows what it would leave.
        @Test func everyFileIsOnTheDiskBeforeItsName() throws {
            let counting = try start("counted", variables: ["LIST": sandbox.file("list")])
            #expect(try counting.wait() == .exited(0), "\(counting.errors)")
            let recorded = try recordedCalls()
            let folder = sandbox.file("counted")
            // The last wait is for the name of the page, whose other calls do not count.
            #expect(recorded.last == FileCall(name: "fsync", path: folder))
            let calls = Array(recorded.dropLast())
            let order = FileOrder(of: calls, in: folder)
            #expect(order.problems.isEmpty, "\(order.problems.joined(separator: "\n"))")
            let names = [
                "checkpoints/best.safetensors", "checkpoints/last.previous.safetensors", "checkpoints/last.safetensors",
                "config.yaml", "history.csv", "run_id", "summary.json",
            ]
            #expect(order.replaced == Set(names.map { "\(folder)/\($0)" }))

            // None of the waits for the disk could be left out, or be one call later.
            let waits = calls.indices.filter { calls[$0].name == "fsync" }
            #expect(waits.count > 2 * names.count)
            for index in waits {
                var changed = calls
                changed.remove(at: index)
                #expect(!FileOrder(of: changed, in: folder).problems.isEmpty, "without \(calls[index]), call \(index)")
                // The second name of the old checkpoint does not depend on the bytes of the new one.
                guard index + 1 < calls.count, calls[index + 1].name != "link" else { continue }
                changed = calls
                changed.swapAt(index, index + 1)
                #expect(!FileOrder(of: changed, in: folder).problems.isEmpty, "\(calls[index]) after call \(index)")
            }
        }

        /// A run that goes on has no summary of the process before. If it is killed right before or right after that is
        /// removed, nothing is lost.
        @Test func killedWhenTheOldSummaryIsRemoved() throws {
            func finished(_ out: String) throws -> RunFolder {
                try sandbox.run("train", "--config", "options.yaml", "--epochs", "1", "--out", out)
                return sandbox.runFolder(out)
            }
            let counted = try finished("counted")
            let resumed = try goOn("counted", variables: ["LIST": sandbox.file("list")])
            #expect(try resumed.wait() == .exited(0), "\(resumed.errors)")
            let bits = try counted.bits()
            let removed = FileCall(name: "unlink", path: counted.path + "/summary.json")
            let calls = try recordedCalls()
            let index = try #require(calls.firstIndex(of: removed))
            #expect(calls.lastIndex(of: removed) == index)
            #expect(calls[index + 1] == FileCall(name: "fsync", path: counted.path))

            for (out, variable, hasSummary) in [("before", "BEFORE", true), ("after", "AFTER", false)] {
                let run = try finished(out)
                let finishedBits = try run.bits()
                let killed = try goOn(out, variables: [variable: "\(index + 1)"])
                #expect(try killed.wait() == .signalled(SIGKILL), "\(killed.errors)")
                #expect(FileManager.default.fileExists(atPath: run.path + "/summary.json") == hasSummary)
                if hasSummary {
                    #expect(try RunRecord(run.path).summary.outcome.stateSHA256 == finishedBits.state)
                } else {
                    #expect(throws: CheckpointError.notStopped(directory: run.path)) { try RunRecord(run.path) }
                }
                try sandbox.run("evaluate", out, "faces")
                try sandbox.run("train", "--resume", out)
                try expectWhole(out, bits: bits)
                #expect(try run.count("sessions_lost") == 0)
                #expect(try run.count("lives") == 3)
            }
            try sandbox.expectNothingLeft()
        }

        private func goOn(_ out: String, variables: [String: String]) throws -> ChorusProcess {
            try start(["train", "--resume", out, "--epochs", "2"], in: out, variables: variables)
        }

        private func recordedCalls() throws -> [FileCall] {
            try contents(of: sandbox.file("list")).split(separator: "\n").map { try FileCall($0) }
        }

        private func start(_ out: String, variables: [String: String]) throws -> ChorusProcess {
            try start(["train", "--out", out] + Self.options, in: out, variables: variables)
        }

        private func start(
            _ arguments: [String], in out: String, variables: [String: String]
        ) throws -> ChorusProcess {
            var environment = [
                "LD_PRELOAD": try Binary.path(of: "libKillPoint.so"), "KILL_POINT_FOLDER": sandbox.file(out),
                "KILL_POINT_EXCEPT": "/log.jsonl,/plots,/tensorboard,/report.html",
            ]
            for (name, value) in variables { environment["KILL_POINT_" + name] = value }
            return try sandbox.start(arguments, environment: environment)
        }

        /// Resumes a run, or starts it again if it had not begun.
        private func resume(_ out: String) throws -> ChorusProcess {
            let hasBegun = FileManager.default.fileExists(atPath: sandbox.file("\(out)/config.yaml"))
            return try sandbox.start(hasBegun ? ["train", "--resume", out] : ["train", "--out", out] + Self.options)
        }

        private func expectWhole(_ out: String, bits: RunBits) throws {
            let run = sandbox.runFolder(out)
            #expect(try run.bits() == bits, "\(out)")
            #expect(try run.summary()["stopped_because"] as? String == "epochs", "\(out)")
            #expect(try run.files() == RunFolder.filesOfFinishedRun, "\(out)")
        }
    }
}
