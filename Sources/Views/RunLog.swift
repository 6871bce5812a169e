import Files
import Foundation
import Run
import Vocabulary

/// The lines of a run's `log.jsonl`, which ``EventLog`` has written.
package struct RunLog: Sendable {
    /// The events, in order. Lines that were not written whole are left out.
    package let events: [LoggedEvent]

    /// The most bytes of a log that are read: 64 MiB. The rest of a longer log is ignored.
    private static let longest = 1 << 26

    /// Reads the events from the text of a log.
    package init(text: String) {
        let decoder = JSONDecoder()
        events = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            try? decoder.decode(LoggedEvent.self, from: Data(line))
        }
    }

    /// Reads the log in the directory of a run. If the log cannot be read, there are no events.
    package init(in directory: String) {
        let bytes = try? InputFile(RunFile.log.path(in: directory), .own).start(upTo: RunLog.longest)
        self.init(text: String(decoding: bytes ?? [], as: UTF8.self))
    }
}

/// An event, as a line of `log.jsonl` has it.
package struct LoggedEvent: Sendable, Decodable {
    /// When the event happened: ISO 8601, UTC.
    package let time: String
    /// How much the event matters.
    package let level: RunEvent.Level
    /// The event's name for programs, for instance `worker_joined`.
    package let event: String
    /// The event as one line for a person.
    package let message: String
    private let fields: [String: Field]

    /// The value of one field of a line.
    private enum Field: Decodable, Sendable {
        case text(String)
        case flag(Bool)
        case number(Double)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Reads the JSON object of a line.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.singleValueContainer().decode([String: Field].self)
        func text(_ name: String) throws -> String {
            guard case .text(let text)? = fields[name] else {
                throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "a line without \(name)"))
            }
            return text
        }
        time = try text("time")
        level = RunEvent.Level(rawValue: try text("level")) ?? .info
        event = try text("event")
        message = try text("message")
        self.fields = fields
    }

    /// The text in a field; nil if there is no such field, or it has no text.
    package func text(_ field: String) -> String? {
        if case .text(let text)? = fields[field] { text } else { nil }
    }

    /// The whole number in a field; nil if there is no such field, or it has no whole number.
    package func integer(_ field: String) -> Int? {
        if case .number(let number)? = fields[field] { Int(exactly: number) } else { nil }
    }

    /// Whether the line has a field of this name that is true.
    package func isSet(_ field: String) -> Bool {
        if case .flag(true)? = fields[field] { true } else { false }
    }

    /// Whether the line has a field of this name.
    package func has(_ field: String) -> Bool { fields[field] != nil }
}
