import Files
import Foundation
import PlainText
import Synchronization

/// Writes text for people to standard output and standard error. If the reader of the text has ended (`chorus … |
/// head`) or the disk is full, text is lost, but the run continues.
///
/// All text of this process for people goes through here. Control characters within a text are shown as escapes. So a
/// terminal gets only those control characters that redraw a line or are the colours of a ``StyledLine``.
public enum Console {
    /// The width, in columns, of the line that ``draw(_:)`` has drawn; nil if no such line is on the terminal.
    private static let drawn = Mutex<Int?>(nil)
    /// The error number of the first write to standard output that failed; nil if none has failed. A write that fails
    /// because the reader has ended does not count.
    private static let firstError = Mutex<Int32?>(nil)

    private static let name = Mutex("chorus")

    /// The name that messages on standard error begin with.
    public static var programName: String {
        get { name.withLock { $0 } }
        set { name.withLock { $0 = newValue } }
    }

    /// Why standard output is not complete; nil if it is complete, or if only the end of its reader cut it, as in
    /// `chorus … | head`.
    public static var outputProblem: String? {
        firstError.withLock { $0.map(systemText) }
    }

    /// Writes a line, or several, to standard output, and a line break after them.
    public static func show(_ text: String) {
        write(text + "\n")
    }

    /// Writes whole lines, each with its line break, to standard output.
    public static func write(_ text: String) {
        erase()
        put(plainLines(text), to: .standardOutput)
    }

    /// Writes a message to standard error, with the program's name before it. On a terminal, long messages are broken
    /// at spaces.
    public static func complain(_ text: String) {
        erase()
        let line = "\(programName): \(plainText(text))"
        let lines = Terminal.errorColumns.map { wrappedText(line, width: $0 - 1, indent: programName.count + 2) }
        put((lines ?? [line]).joined(separator: "\n") + "\n", to: .standardError)
    }

    /// Writes a line to standard output, with its colours if the terminal shows them.
    package static func show(_ line: StyledLine) {
        erase()
        put(line.rendered(colour: Terminal.output.hasColour) + "\n", to: .standardOutput)
    }

    /// Draws a line, for instance a progress bar, over the last line that was drawn. The other functions of this type
    /// erase the drawn line before they write.
    package static func draw(_ line: StyledLine) {
        drawn.withLock { drawn in
            let text = line.rendered(colour: Terminal.output.hasColour)
            put(start(over: drawn) + text + "\u{1B}[K", to: .standardOutput)
            drawn = line.width
        }
    }

    /// Erases the line that ``draw(_:)`` has drawn, if there is one.
    package static func erase() {
        drawn.withLock { drawn in
            guard drawn != nil else { return }
            put(start(over: drawn) + "\u{1B}[K", to: .standardOutput)
            drawn = nil
        }
    }

    /// The characters that move the cursor to the start of the line that ``draw(_:)`` has drawn, which is `width`
    /// columns wide. A terminal that has become narrower has wrapped that line into rows, and the cursor is on the last
    /// row.
    private static func start(over width: Int?) -> String {
        let rows = (max(1, width ?? 1) - 1) / (Terminal.output.columns ?? 80)
        return rows > 0 ? "\u{1B}[\(rows)A\r\u{1B}[J" : "\r"
    }

    private static func put(_ text: String, to file: FileHandle) {
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let code = cause.map { Int32(truncatingIfNeeded: $0.code) } ?? EIO
            guard file === FileHandle.standardOutput, code != EPIPE else { return }
            firstError.withLock { $0 = $0 ?? code }
        }
    }
}
