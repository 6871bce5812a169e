import Foundation
import Glibc
import Testing

/// How a process ended.
enum ProcessEnd: Equatable {
    case exited(Int32)
    case signalled(Int32)
}

/// An error that ends a test.
struct KitError: Error, CustomStringConvertible {
    let description: String
}

/// A process of the real program. Its output goes to files, so it never waits for a reader.
final class ChorusProcess {
    let processID: pid_t
    private let arguments: [String]
    private let outputPath: String
    private let errorPath: String
    private var end: ProcessEnd?

    /// Starts `executable` in `folder`; its output goes to `outputPath` with `.out` and `.err` added.
    init(
        _ arguments: [String], executable: String, folder: String, environment: [String: String], outputPath: String
    ) throws {
        self.arguments = arguments
        self.outputPath = outputPath + ".out"
        errorPath = outputPath + ".err"

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, self.outputPath, writing, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorPath, writing, 0o644)

        // A test runner may ignore or block signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let launcher = "/usr/bin/env"
        var words = ([launcher, "--chdir", folder, executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var started: pid_t = 0
        let code = posix_spawn(&started, launcher, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            throw KitError(description: "\(launcher) cannot be started: \(String(cString: strerror(code)))")
        }
        processID = started
    }

    deinit {
        guard poll() == nil else { return }
        kill(processID, SIGKILL)
        var status: Int32 = 0
        waitpid(processID, &status, 0)
    }

    /// What it has written to standard output so far.
    var output: String { contents(of: outputPath) }
    /// What it has written to standard error so far.
    var errors: String { contents(of: errorPath) }
    /// Whether it is running.
    var isRunning: Bool { poll() == nil }

    /// Sends it a signal, unless it has ended.
    func signal(_ number: Int32) {
        if poll() == nil { kill(processID, number) }
    }

    /// Waits for its end. A process that takes longer than `limit` seconds is killed, and that is an error.
    @discardableResult
    func wait(limit: Double = 60) throws -> ProcessEnd {
        if eventually(limit: limit, { poll() != nil }), let end { return end }
        signal(SIGKILL)
        throw KitError(
            description: "chorus \(arguments) has not ended in \(limit) seconds; it said: \(output)\(errors)")
    }

    private func poll() -> ProcessEnd? {
        if let end { return end }
        var status: Int32 = 0
        guard waitpid(processID, &status, WNOHANG) == processID else { return nil }
        let signal = status & 0x7F
        end = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        return end
    }
}

/// The text of a file, empty if there is none.
func contents(of path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

/// Waits up to `limit` seconds until `condition` holds. Returns whether it did.
func eventually(limit: Double = 60, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(limit)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        usleep(3000)
    }
    return true
}
