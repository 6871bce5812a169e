import Foundation
import Testing

/// Reads the files of a run directory.
struct RunFolder {
    let path: String

    /// The three digests, and the history without its columns of time. They must be equal for every cluster.
    func bits(at location: SourceLocation = #_sourceLocation) throws -> RunBits {
        let summary = try summary()
        func digest(_ key: String) throws -> String {
            let digest = try #require(summary[key] as? String, "summary.json has no \(key)", sourceLocation: location)
            try #require(digest.count == 64, sourceLocation: location)
            return digest
        }
        return RunBits(
            weights: try digest("weights_sha256"), best: try digest("best_weights_sha256"),
            state: try digest("state_sha256"), history: try history())
    }

    /// `summary.json`.
    func summary() throws -> [String: Any] {
        try jsonObject(contents(of: path + "/summary.json"))
    }

    /// A whole number of `summary.json`.
    func count(_ key: String, at location: SourceLocation = #_sourceLocation) throws -> Int {
        try #require(try summary()[key] as? Int, "summary.json has no \(key)", sourceLocation: location)
    }

    /// The blocks that each worker finished.
    func blocksByWorker(at location: SourceLocation = #_sourceLocation) throws -> [String: Int] {
        try #require(try summary()["blocks_by_worker"] as? [String: Int], sourceLocation: location)
    }

    /// The rows of `history.csv` without `seconds` and `samples_per_second`, the last two columns.
    func history() throws -> [String] {
        let rows = contents(of: path + "/history.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        if let columns = rows.first { try #require(columns.suffix(2) == ["seconds", "samples_per_second"]) }
        return try rows.map { row in
            try #require(row.count == rows[0].count)
            return row.dropLast(2).joined(separator: ",")
        }
    }

    /// A column of `history.csv`, epoch by epoch.
    func history(of column: String, at location: SourceLocation = #_sourceLocation) throws -> [Double] {
        let rows = try history().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let index = try #require(rows.first?.firstIndex { $0 == column }, sourceLocation: location)
        return try rows.dropFirst().map { try #require(Double($0[index]), sourceLocation: location) }
    }

    /// The entries of `log.jsonl`, complete lines only.
    func log() throws -> [LogEntry] {
        try contents(of: path + "/log.jsonl").split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { try LogEntry($0) }
    }

    /// The log's entries of a kind of event.
    func events(_ pattern: EventPattern) throws -> [LogEntry] { try log().filter(pattern.matches) }

    /// The steps of the checkpoints in the log.
    func checkpointSteps() throws -> [Int] {
        try events(EventPattern("checkpoint_written")).map { try #require($0.integer("step")) }
    }

    /// Waits until the log has a checkpoint of that step or a later one.
    func waitForCheckpoint(atStep step: Int, at location: SourceLocation = #_sourceLocation) throws {
        try #require(
            try eventually { try checkpointSteps().contains { $0 >= step } }, "no checkpoint at step \(step)",
            sourceLocation: location)
    }

    /// Waits until the log has such an event.
    func wait(for pattern: EventPattern, at location: SourceLocation = #_sourceLocation) throws {
        try #require(
            try eventually { try !events(pattern).isEmpty }, "the log has no \(pattern)", sourceLocation: location)
    }

    /// The sorted paths of all files but pictures, the page and those for TensorBoard, relative to the directory.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter {
            !$0.hasPrefix("plots") && !$0.hasPrefix("tensorboard") && $0 != "report.html"
        }.sorted()
    }

    /// The files of a finished run. Temporary files must not be left.
    static let filesOfFinishedRun = [
        "checkpoints", "checkpoints/best.safetensors", "checkpoints/last.previous.safetensors",
        "checkpoints/last.safetensors", "config.yaml", "history.csv", "lock", "log.jsonl", "run_id",
        "summary.json",
    ]

    /// The path of a checkpoint.
    func checkpoint(_ name: String) -> String { "\(path)/checkpoints/\(name).safetensors" }
}

/// What a run computed.
struct RunBits: Equatable {
    let weights: String
    let best: String
    let state: String
    let history: [String]
}

/// The JSON object that a text is.
func jsonObject(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

extension Sandbox {
    /// A run directory in the sandbox.
    func runFolder(_ name: String) -> RunFolder { RunFolder(path: file(name)) }
}
