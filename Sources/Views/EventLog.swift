import Files
import Foundation
import Run
import Vocabulary

/// Writes `log.jsonl`. Each line is the JSON object of one event: its time, level, name, sentence, run and fields.
/// Events without a level, which are too frequent for a log, are left out. Lines are appended to those of earlier
/// processes of the run. If the disk is full, lines are lost, but the run continues.
public final class EventLog: RunEventSubscriber {
    private var file: FileHandle?
    private var run = ""
    /// The events before the run had a directory, which are not written yet.
    private var early: [(time: Date, event: RunEvent)] = []

    /// A log that keeps events in memory until the run has a directory.
    public init() {}

    /// Opens or creates the file in the run's directory, and writes the events that came before.
    ///
    /// - Throws: `StorageError.inputOutput`.
    public func open(_ directory: RunDirectory) throws {
        let descriptor: Int32
        do throws(FileError) {
            descriptor = try openOwn(directory.logPath, O_RDWR | O_CREAT | O_APPEND)
        } catch {
            throw StorageError.inputOutput(
                path: directory.logPath, operation: "write", reason: error.description)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // A process that was killed, or a full disk, may have left an incomplete last line. This ends that line, so
        // that the next event begins a new one.
        var last: UInt8 = 0
        if let size = try? handle.seekToEnd(), size > 0, pread(descriptor, &last, 1, off_t(size) - 1) == 1,
            last != UInt8(ascii: "\n")
        {
            try? handle.write(contentsOf: Data("\n".utf8))
        }
        file = handle
        run = directory.runID ?? ""
        for (time, event) in early { write(event, at: time) }
        early = []
    }

    /// Writes the line of an event, or keeps the event until the file is open. An event without a level is ignored.
    public func receive(_ event: RunEvent) {
        guard event.level != nil else { return }
        if file == nil { early.append((Date(), event)) } else { write(event, at: Date()) }
    }

    private func write(_ event: RunEvent, at time: Date) {
        try? file?.write(contentsOf: Data((EventLog.line(of: event, at: time, run: run) + "\n").utf8))
    }

    /// The line of an event that has a level.
    package static func line(of event: RunEvent, at time: Date, run: String) -> String {
        let common = [
            EventField("time", time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            EventField("level", event.level?.rawValue ?? ""), EventField("event", event.name),
            EventField("message", event.sentence), EventField("run", run),
        ]
        let members = (common + event.fields).map { "\(jsonText($0.name)):\($0.value.json)" }
        return "{" + members.joined(separator: ",") + "}"
    }
}

extension EventField.Value {
    fileprivate var json: String {
        switch self {
        case .text(let text): jsonText(text)
        case .integer(let number): jsonText(number)
        case .number(let number): jsonText(number)
        case .flag(let flag): jsonText(flag)
        }
    }
}
