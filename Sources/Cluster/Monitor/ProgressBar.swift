import Foundation

/// One line of a terminal that is drawn over: a title, a bar, a count and some facts.
public struct ProgressBar {
    private static let width = 24
    private let title: String
    private let total: Int
    private var lastDrawn: ContinuousClock.Instant?

    /// A bar for `total` steps; nothing is drawn yet.
    public init(title: String, total: Int) {
        self.title = title
        self.total = total
    }

    /// Draws the bar, at most ten times a second. What does not fit the terminal is cut off.
    public mutating func show(done: Int, facts: [String]) {
        let now = ContinuousClock.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100), done < total { return }
        lastDrawn = now
        let filled = total == 0 ? ProgressBar.width : ProgressBar.width * done / total
        let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: ProgressBar.width - filled)
        let line = ([title, bar, "\(done)/\(total)"] + facts).joined(separator: "  ")
        Console.write("\r" + line.prefix(ProgressBar.terminalWidth - 1) + "\u{1B}[K")
    }

    /// Takes the bar off the terminal.
    public mutating func clear() {
        if lastDrawn != nil { Console.write("\r\u{1B}[K") }
        lastDrawn = nil
    }

    private static var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }
}
