import Foundation
import Testing

/// A line of `log.jsonl`.
struct LogEntry {
    let time: Date
    let level: String
    /// The event's name.
    let event: String
    let run: String
    /// The event's sentence, for people only.
    let message: String
    private let fields: [String: Any]

    /// Reads a line.
    init(_ line: some StringProtocol) throws {
        let fields = try jsonObject(String(line))
        func text(_ key: String) throws -> String { try #require(fields[key] as? String, "no \(key) in \(line)") }
        time = try Date(try text("time"), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        level = try text("level")
        event = try text("event")
        run = try text("run")
        message = try text("message")
        self.fields = fields
    }

    /// A text among the fields.
    func text(_ field: String) -> String? { fields[field] as? String }

    /// A whole number among the fields.
    func integer(_ field: String) -> Int? { fields[field] as? Int }

    /// A number among the fields.
    func number(_ field: String) -> Double? { (fields[field] as? NSNumber)?.doubleValue }

    /// The worker's name.
    var worker: String? { text("worker") }
}

/// A pattern for events: the name, and some of the texts.
struct EventPattern {
    let event: String
    var texts: [String: String] = [:]

    /// A pattern for an event, of one worker if `worker` is given.
    init(_ event: String, worker: String? = nil, cause: String? = nil, reason: String? = nil) {
        self.event = event
        for (key, text) in [("worker", worker), ("cause", cause), ("reason", reason)] { texts[key] = text }
    }

    /// Whether an entry matches.
    func matches(_ entry: LogEntry) -> Bool {
        entry.event == event && texts.allSatisfy { entry.text($0.key) == $0.value }
    }
}
