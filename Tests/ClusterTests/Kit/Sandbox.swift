import Foundation
import Glibc
import Testing
import TestKit

/// The folder of one test, with a private XDG_RUNTIME_DIR and XDG_CACHE_HOME. Child processes inherit
/// XDG_RUNTIME_DIR, and its value identifies the processes of the test. They are killed when the sandbox ends,
/// even those whose parent has ended before.
final class Sandbox {
    private let folder = TemporaryFolder()
    private let runtime: String
    private let binary: String
    private var startedCount = 0

    init() throws {
        binary = try Binary.path()
        runtime = folder.file("runtime")
        folder.makeFolder("runtime")
    }

    deinit {
        for process in processes { kill(process, SIGKILL) }
    }

    var path: String { folder.path }

    /// A path in the sandbox.
    func file(_ name: String) -> String { folder.file(name) }

    /// Starts chorus in the sandbox.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> ChorusProcess {
        try start(executable: binary, arguments, environment: environment)
    }

    /// Starts chorus in the sandbox from a shell that runs another command first, for instance to lower a limit.
    func start(after command: String, _ arguments: [String]) throws -> ChorusProcess {
        try start(executable: "/bin/sh", ["-c", command + "; exec \"$@\"", "sh", binary] + arguments)
    }

    /// Runs chorus in the sandbox to its end, which must be an exit with `status`.
    @discardableResult
    func run(_ arguments: String..., status: Int32 = 0, at location: SourceLocation = #_sourceLocation) throws
        -> ChorusProcess
    {
        let process = try start(arguments)
        let end = try process.wait()
        #expect(end == .exited(status), "\(arguments): \(process.output)\(process.errors)", sourceLocation: location)
        return process
    }

    /// Starts a shell script in the sandbox, with a mount table of its own in which it may mount.
    func startScript(_ script: String, _ arguments: String...) throws -> ChorusProcess {
        try start(
            executable: "/usr/bin/unshare",
            ["--map-root-user", "--mount", "/bin/sh", "-c", script, "sh", binary] + arguments)
    }

    /// Starts chorus on a processor that QEMU emulates.
    func start(_ arguments: [String], emulating processor: String) throws -> ChorusProcess {
        let emulator = "/usr/bin/qemu-x86_64"
        guard FileManager.default.isExecutableFile(atPath: emulator) else {
            throw KitError(description: "there is no \(emulator): scripts/setup qemu-user")
        }
        return try start(executable: emulator, ["-cpu", processor, binary] + arguments)
    }

    /// Starts chorus in the sandbox on a terminal of `columns` columns, which shows standard error as well.
    func start(
        _ arguments: [String], columns: Int, environment: [String: String] = [:]
    ) throws -> ChorusProcess {
        let words = ([binary] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let settings = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": ""].merging(environment) { $1 }
        return try start(
            executable: "/usr/bin/script",
            ["--quiet", "--return", "--command", "stty cols \(columns) rows 24 && exec \(words)", "/dev/null"],
            environment: settings)
    }

    /// Starts a program in the sandbox.
    func start(
        executable: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ChorusProcess {
        startedCount += 1
        var variables = ProcessInfo.processInfo.environment
        variables["XDG_CACHE_HOME"] = file("cache")
        variables.merge(environment) { $1 }
        variables["XDG_RUNTIME_DIR"] = runtime
        return try ChorusProcess(
            arguments, executable: executable, folder: path, environment: variables,
            outputPath: file("process-\(startedCount)"))
    }

    /// The running processes that were started in this sandbox, and their descendants, except those that the thread
    /// sanitizer starts to name functions.
    var processes: [pid_t] {
        let mark = Data("XDG_RUNTIME_DIR=\(runtime)\0".utf8)
        return runningProcesses().filter {
            FileManager.default.contents(atPath: "/proc/\($0)/environ")?.range(of: mark) != nil
                && contents(of: "/proc/\($0)/comm") != "llvm-symbolizer\n"
        }
    }

    /// Expects that no process and no socket is left, within a few seconds.
    func expectNothingLeft(at location: SourceLocation = #_sourceLocation) throws {
        #expect(
            eventually(limit: 10) { processes.isEmpty }, "processes are left: \(processes)", sourceLocation: location)
        let sockets = try sockets()
        #expect(sockets.isEmpty, "sockets are left: \(sockets)", sourceLocation: location)
    }

    /// All socket folders.
    func sockets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: runtime)
    }
}

/// The ids of all processes.
private func runningProcesses() -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
}

/// The running children of a process whose command lines contain all these words, in the order of their ids.
func children(of parent: pid_t, with words: String...) -> [pid_t] {
    runningProcesses().sorted().filter { process in
        // The second field, the name, may contain spaces. The state and the parent's id follow its closing parenthesis.
        let fields = contents(of: "/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 1, fields[0] != "Z", fields[1] == "\(parent)" else { return false }
        let commandLine = contents(of: "/proc/\(process)/cmdline").split(separator: "\0").map(String.init)
        return words.allSatisfy(commandLine.contains)
    }
}
