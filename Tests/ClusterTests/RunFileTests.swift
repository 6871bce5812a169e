import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// Files of a run directory that are of another kind: the program prints one line and ends with an exit code. It
    /// does not wait for a pipe, follow a link or lose data.
    @Suite struct RunFiles {
        let sandbox: Sandbox
        let run: RunFolder

        /// A run of one epoch, finished.
        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", "--out", "run")
        }

        enum Thing: CaseIterable {
            case folder, pipe, link

            func put(at path: String) throws {
                try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
                switch self {
                case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                case .pipe: #expect(mkfifo(path, 0o600) == 0)
                case .link: #expect(symlink(path + ".away", path) == 0)
                }
            }
        }

        /// File, and the exit codes for a folder, a pipe and a link in its place; 0 where it is replaced by a new file.
        @Test(
            arguments: [
                ("config.yaml", [64, 64, 77]), ("run_id", [74, 74, 77]), ("lock", [74, 74, 77]),
                ("log.jsonl", [74, 74, 74]), ("history.csv", [74, 0, 0]), ("summary.json", [74, 0, 0]),
                ("checkpoints/best.safetensors", [74, 0, 0]), ("checkpoints/last.safetensors", [0, 0, 77]),
            ] as [(String, [Int32])])
        func whatStandsInTheirPlace(name: String, statuses: [Int32]) throws {
            for (thing, status) in zip(Thing.allCases, statuses) {
                let path = run.path + "/" + name
                let before = FileManager.default.contents(atPath: path)
                try thing.put(at: path)
                let process = try sandbox.start(["train", "--resume", "run", "--epochs", "2"])
                #expect(try process.wait() == .exited(status), "\(thing): \(process.errors)")
                if status != 0 {
                    let lines = process.errors.split(separator: "\n")
                    #expect(lines.count == 1 && lines[0].contains("run/\(name)"), "\(thing): \(process.errors)")
                }
                // The target of the link is unchanged.
                #expect(FileManager.default.contents(atPath: path + ".away") == before, "\(thing)")
                try FileManager.default.removeItem(atPath: run.path)
                try sandbox.run(
                    "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", "--out", "run")
            }
        }

        @Test func aFileInPlaceOfTheCheckpoints() throws {
            try FileManager.default.removeItem(atPath: run.path + "/checkpoints")
            try sandbox.write("", to: "run/checkpoints")
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "2"], status: 74, says: "run/checkpoints", "Not a directory")
        }

        @Test(arguments: ["run", "run/checkpoints", "run/checkpoints/last.safetensors"])
        func whatOthersMayWriteTo(name: String) throws {
            #expect(chmod(sandbox.file(name), 0o777) == 0)
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--epochs", "2"], status: 77, says: name, "not trusted", "chmod go-w")
            #expect(chmod(sandbox.file(name), 0o755) == 0)
            try sandbox.run("train", "--resume", "run", "--epochs", "2")
        }

        /// With any umask the program trusts the files that it has written itself.
        @Test func aUmaskThatLetsOthersWrite() throws {
            for (arguments, lines) in [
                (["train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--out", "open"], 2),
                (["train", "--resume", "open", "--epochs", "2"], 3),
            ] {
                let process = try sandbox.start(after: "umask 0", arguments + ["--workers", "1", "--json"])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                #expect(try sandbox.runFolder("open").history().count == lines)
            }
            try sandbox.run("evaluate", "open", "faces")
            for folder in ["open", "cache"] {
                let names = try FileManager.default.subpathsOfDirectory(atPath: sandbox.file(folder))
                #expect(!names.isEmpty)
                for name in names {
                    var status = stat()
                    #expect(lstat(sandbox.file("\(folder)/\(name)"), &status) == 0)
                    #expect(status.st_mode & 0o022 == 0, "\(folder)/\(name): \(String(status.st_mode, radix: 8))")
                }
            }
        }

        @Test func theCheckpointsMayLieOnAnotherDisk() throws {
            try FileManager.default.moveItem(atPath: run.path + "/checkpoints", toPath: sandbox.file("far"))
            #expect(symlink("../far", run.path + "/checkpoints") == 0)
            try sandbox.run("train", "--resume", "run", "--epochs", "2")
            #expect(try run.history().count == 3)
        }

        @Test func aCacheThatOthersMayWriteTo() throws {
            let bits = try run.bits()
            #expect(chmod(sandbox.file("cache/chorus"), 0o777) == 0)
            let process = try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", "--out", "again")
            #expect(process.errors.isEmpty, "\(process.errors)")
            let again = sandbox.runFolder("again")
            #expect(try again.bits() == bits)
            #expect(try again.events(EventPattern("images_decoded")).map { $0.integer("cached") } == [0])
            let reasons = try again.events(EventPattern("cache_not_written")).compactMap { $0.text("reason") }
            #expect(reasons.count == 1)
            #expect(reasons.allSatisfy { $0.contains("cache/chorus") && $0.contains("chmod go-w") }, "\(reasons)")
        }

        @Test func halfALineOfTheLog() throws {
            let log = run.path + "/log.jsonl"
            try sandbox.truncate(log, to: contents(of: log).utf8.count - 5)
            try sandbox.run("train", "--resume", "run", "--epochs", "2")
            let lines = contents(of: log).split(separator: "\n")
            #expect(lines.count { (try? jsonObject(String($0))) == nil } == 1)
        }

        /// Files that are given on the command line.
        @Test(
            arguments: [
                (["train", "--config", "pipe", "--out", "new"], 64),
                (["train", "faces", "--model", "pipe.yaml", "--out", "new"], 64),
                (["train", "pipe.csv", "--out", "new"], 65), (["train", "pipe", "--out", "new"], 65),
                (["train", "--resume", "pipe"], 66), (["inspect", "pipe"], 65), (["evaluate", "pipe", "faces"], 65),
                (["predict", "run/checkpoints/best.safetensors", "pipe.png"], 65), (["train", "--out", "pipe"], 73),
                (["train", "--config", "folder", "--out", "new"], 64), (["inspect", "cache"], 66),
            ] as [([String], Int32)])
        func pipesAndFoldersByName(arguments: [String], status: Int32) throws {
            for name in ["pipe", "pipe.yaml", "pipe.csv", "pipe.png"] {
                #expect(mkfifo(sandbox.file(name), 0o600) == 0)
            }
            #expect(mkdir(sandbox.file("folder"), 0o755) == 0)
            try sandbox.expectFailure(arguments, status: status)
        }
    }
}
