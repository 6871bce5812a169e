import Files
import Foundation
import PlainText
import Synchronization

/// Writes text for people. If the reader has ended (`chorus … | head`) or the disk is full, text is lost, but the run
/// continues.
///
/// All text of this process for people goes through here. Control characters within a text are shown as escapes. So a
/// terminal gets only those control characters that redraw a line or are the colours of a ``StyledLine``.
public enum Console {
    /// The number of columns of the line that ``draw(_:)`` has drawn, until it is erased; nil while there is no such
    /// line.
    private static let drawn = Mutex<Int?>(nil)
    /// The error number of the first write to standard output that failed, except because the reader had ended.
    private static let firstError = Mutex<Int32?>(nil)

    private static let name = Mutex("chorus")

    /// The name that messages on standard error begin with.
    public static var programName: String {
        get { name.withLock { $0 } }
        set { name.withLock { $0 = newValue } }
    }

    /// Why standard output is not complete; nil if it is, or if its reader has ended, as in `chorus … | head`.
    public static var outputProblem: String? {
        firstError.withLock { $0.map(systemText) }
    }

    /// Writes a line, or several, to standard output.
    public static func show(_ text: String) {
        write(text + "\n")
    }

    /// Writes whole lines, each with its line break, to standard output.
    public static func write(_ text: String) {
        erase()
        put(plainLines(text), to: .standardOutput)
    }

    /// Writes a message to standard error, with the program's name before it. On a terminal it is broken at spaces.
    public static func complain(_ text: String) {
        erase()
        let line = "\(programName): \(plainText(text))"
        let lines = Terminal.errorColumns.map { wrappedText(line, width: $0 - 1, indent: programName.count + 2) }
        put((lines ?? [line]).joined(separator: "\n") + "\n", to: .standardError)
    }

    /// Writes a line that may have colours to standard output.
    package static func show(_ line: StyledLine) {
        erase()
        put(line.rendered(colour: Terminal.output.hasColour) + "\n", to: .standardOutput)
    }

    /// Draws a line, for instance a progress bar, over the line that was drawn before. The line is erased before
    /// anything else is written.
    package static func draw(_ line: StyledLine) {
        drawn.withLock { drawn in
            let text = line.rendered(colour: Terminal.output.hasColour)
            put(start(over: drawn) + text + "\u{1B}[K", to: .standardOutput)
            drawn = line.width
        }
    }

    /// Erases the line that was drawn from the terminal.
    package static func erase() {
        drawn.withLock { drawn in
            guard drawn != nil else { return }
            put(start(over: drawn) + "\u{1B}[K", to: .standardOutput)
            drawn = nil
        }
    }

    /// The characters that move the cursor to the start of the line that was drawn. A terminal that has become narrower
    /// has wrapped that line into rows, and the cursor is on the last row.
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
