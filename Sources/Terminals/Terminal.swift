import Foundation

/// What standard output can show.
package struct Terminal: Sendable, Hashable {
    /// Whether standard output is a terminal, and not a pipe or a file.
    package let isTerminal: Bool
    /// Whether standard output is a terminal on which a line can be redrawn. It cannot if `TERM` is not set or is
    /// `dumb`.
    package let drawsOver: Bool
    /// Whether colours are shown: lines can be redrawn, and the user has not set `NO_COLOR`.
    package let hasColour: Bool
    /// Whether characters beyond ASCII are shown. They are if colours are shown and the locale's character set is
    /// UTF-8.
    package let hasUnicode: Bool

    /// Decides by the environment: `TERM`, `NO_COLOR` (see no-color.org), and the locale's character set.
    package init(isTerminal: Bool, environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        self.isTerminal = isTerminal
        drawsOver = isTerminal && value("TERM") != "dumb" && value("TERM") != nil
        hasColour = drawsOver && value("NO_COLOR") == nil
        let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? ""
        hasUnicode = hasColour && ["UTF-8", "UTF8"].contains { locale.uppercased().hasSuffix($0) }
    }

    /// Standard output of this process.
    package static let output = Terminal(
        isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)

    /// The present width of standard output in columns; nil if it is not a terminal.
    package var columns: Int? { isTerminal ? Terminal.columns(of: STDOUT_FILENO) : nil }

    /// The present width of standard error in columns; nil if it is not a terminal.
    static var errorColumns: Int? { isatty(STDERR_FILENO) == 1 ? columns(of: STDERR_FILENO) : nil }

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
