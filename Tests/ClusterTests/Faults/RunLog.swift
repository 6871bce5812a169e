import Foundation
import Testing
import Vocabulary

/// A run's `log.jsonl`, read while it grows, and the state of the cluster that follows from it.
struct RunLog {
    private let path: String
    private var handle: FileHandle?
    private var rest = Data()
    /// The lines so far.
    private(set) var entries: [LogEntry] = []
    /// The step of the newest checkpoint; −1 before there is one.
    private(set) var step = -1
    /// The number of sessions of each worker, by its number. It is two after the worker has joined again, until the end
    /// of its old connection is noticed.
    private var sessions: [Int: Int] = [:]

    /// The workers that have exactly one session, by number.
    var members: Set<Int> { Set(sessions.filter { $0.value == 1 }.keys) }

    /// The log of a run directory that need not be there yet.
    init(of run: RunFolder) {
        path = run.path + "/log.jsonl"
    }

    /// Reads on. Returns whether there was more.
    @discardableResult
    mutating func update() throws -> Bool {
        if handle == nil { handle = FileHandle(forReadingAtPath: path) }
        guard let more = try handle?.readToEnd(), !more.isEmpty else { return false }
        rest += more
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(try LogEntry(String(decoding: rest[..<end], as: UTF8.self)))
            rest = Data(rest[(end + 1)...])
        }
        return true
    }

    /// The first entry from `index` on that matches.
    func entry(from index: Int, _ pattern: EventPattern) -> LogEntry? {
        entries[index...].first(where: pattern.matches)
    }

    private mutating func take(_ entry: LogEntry) {
        entries.append(entry)
        let worker = entry.worker.flatMap { Int($0) }
        switch (entry.event, worker) {
        case ("checkpoint_written", _): step = entry.integer("step") ?? step
        case ("listening", _): sessions = [:]
        case ("worker_joined", let worker?): sessions[worker, default: 0] += 1
        case ("worker_left", let worker?), ("worker_lost", let worker?): sessions[worker, default: 1] -= 1
        default: break
        }
    }
}

extension RunFolder {
    /// The counters of the cluster that the last checkpoint holds, under the names of `summary.json`.
    func checkpointedCounters() throws -> [String: Int] {
        let handle = try #require(FileHandle(forReadingAtPath: checkpoint("last")))
        let size = try #require(try handle.read(upToCount: 8)).enumerated().reduce(0) { $0 | Int($1.1) << (8 * $1.0) }
        let header = String(decoding: try #require(try handle.read(upToCount: size)), as: UTF8.self)
        let metadata = try #require(try jsonObject(header)["__metadata__"] as? [String: String])
        let counters = try jsonObject(try #require(metadata["cluster"]))
        return try ClusterCounter.allCases.reduce(into: [:]) {
            guard let key = $1.summaryKey else { return }
            $0[key] = try #require(counters[$1.rawValue] as? Int)
        }
    }
}
