import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// Low limits of the system: the program works, or one line names the limit, and nothing is lost.
    @Suite struct Limits {
        let sandbox: Sandbox
        private static let options = ["train", "faces", "--model", "tiny.yaml", "--workers", "2"]

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
        }

        @Test(arguments: [
            ("ulimit -n 16", ["16 files open", "ulimit -n"]), ("ulimit -n 32", ["32 files open", "ulimit -n"]),
            ("ulimit -v 100000", ["97 MiB", "ulimit -v"]), ("ulimit -v 150000", ["146 MiB", "ulimit -v"]),
        ])
        func tooLittle(limit: String, words: [String]) throws {
            let process = try sandbox.start(after: limit, Self.options + ["--epochs", "1", "--out", "run"])
            try sandbox.expectFailure(of: process, status: 69, says: words)
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")))
            try sandbox.expectNothingLeft()
        }

        /// Enough for the coordinator, but not for blocks that it may have to compute itself.
        @Test(arguments: [("ulimit -v 600000", 5000), ("true", 65536)])
        func tooLittleForAReferee(limit: String, filters: Int) throws {
            let model = contents(of: sandbox.file("tiny.yaml")).replacing("filters: 4", with: "filters: \(filters)")
            try sandbox.write(model.replacing("pool_size: 4", with: "pool_size: 46"), to: "wide.yaml")
            let options = [
                "--workers", "2", "--batch-size", "4096", "--micro-batches", "4", "--verify-every", "2", "--out", "run",
            ]
            let process = try sandbox.start(after: limit, ["train", "faces", "--model", "wide.yaml"] + options)
            try sandbox.expectFailure(of: process, status: 69, says: ["--verify-every", "MiB"])
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")))
            try sandbox.expectNothingLeft()
        }

        @Test(arguments: ["ulimit -n 64", "ulimit -v 400000"])
        func little(limit: String) throws {
            let process = try sandbox.start(after: limit, Self.options + ["--epochs", "1", "--out", "run"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            try sandbox.expectNothingLeft()
        }

        /// A container may have less memory than its machine. Images beyond that are rejected before the process is
        /// killed. The limit is that of the first or the second version of control groups.
        @Test(arguments: ["memory/memory.limit_in_bytes", "memory.max"])
        func littleMemoryInAContainer(file: String) throws {
            let process = try sandbox.startScript(
                """
                mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/memory && echo 67108864 >/sys/fs/cgroup/"$2"
                exec "$1" train faces --model tiny.yaml --image-height 1000 --image-width 1000 --epochs 0 --out run
                """, file)
            try sandbox.expectFailure(
                of: process, status: 64, says: ["images of 1000×1000", "do not fit in this machine's 64 MiB of memory"])
        }

        /// 16 blocks of 512 bytes: too little for a checkpoint, and enough for all other files.
        @Test func filesThatMayNotGrow() throws {
            for out in ["run", "straight"] {
                let process = try sandbox.start(Self.options + ["--epochs", out == "run" ? "1" : "2", "--out", out])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
            }
            let last = sandbox.runFolder("run").checkpoint("last")
            let before = FileManager.default.contents(atPath: last)
            let process = try sandbox.start(after: "ulimit -f 16", ["train", "--resume", "run", "--epochs", "2"])
            #expect(try process.wait() == .exited(74), "\(process.errors)")
            #expect(process.errors.contains("cannot write run/checkpoints/last.safetensors"), "\(process.errors)")
            #expect(process.errors.contains("ulimit -f"), "\(process.errors)")
            #expect(FileManager.default.contents(atPath: last) == before)
            try sandbox.run("train", "--resume", "run", "--epochs", "2")
            #expect(try sandbox.runFolder("run").bits() == sandbox.runFolder("straight").bits())
            try sandbox.expectNothingLeft()
        }

        /// A folder for the socket that cannot hold one: it then lies in /tmp.
        @Test(arguments: [
            "with a space", "missing", String(repeating: "long", count: 25), "open to all", "a file", "relative", "",
        ])
        func runtimeFolder(name: String) throws {
            let path = ["relative", ""].contains(name) ? name : sandbox.file(name)
            switch name {
            case "missing": break
            case "a file": try sandbox.write("", to: name)
            default:
                if !name.isEmpty { #expect(mkdir(sandbox.file(name), 0o700) == 0) }
                if name == "open to all" { #expect(chmod(path, 0o777) == 0) }
            }
            let process = try sandbox.start(
                after: "export XDG_RUNTIME_DIR='\(path)'", Self.options + ["--epochs", "0", "--out", "run"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            #expect(
                (try? FileManager.default.contentsOfDirectory(atPath: sandbox.file(name)))?.isEmpty != false
                    || name.isEmpty)
        }

        /// Without HOME and a cache folder there is no cache, and everything else works.
        @Test func noHome() throws {
            let process = try sandbox.start(
                after: "unset HOME XDG_CACHE_HOME", Self.options + ["--epochs", "1", "--out", "run"])
            #expect(try process.wait() == .exited(0) && process.errors.isEmpty, "\(process.errors)")
        }
    }
}
