/// One redrawn line of a terminal: a title, a bar, a count and some facts.
package struct ProgressBar {
    private static let longestBar = 24
    private static let shortestBar = 8
    private var lastDrawn: ContinuousClock.Instant?

    /// A bar that is not drawn yet.
    package init() {}

    /// Draws the bar with a share of it filled, at most ten times a second.
    package mutating func show(_ title: String, filled share: Double, facts: [String]) {
        let now = ContinuousClock.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
        lastDrawn = now
        Console.draw(
            ProgressBar.line(
                title, filled: share, facts: facts, columns: Terminal.output.columns ?? 80,
                unicode: Terminal.output.hasUnicode))
    }

    /// Erases the bar from the terminal.
    package mutating func clear() {
        Console.erase()
        lastDrawn = nil
    }

    /// The line for a terminal of `columns` columns. If it is too long, the last facts are left out first. Then the bar
    /// becomes shorter, and is left out at last.
    package static func line(
        _ title: String, filled share: Double, facts: [String], columns: Int, unicode: Bool
    ) -> StyledLine {
        let room = max(0, columns - 1)
        // The 6 columns are the two ends of the bar, and two spaces each before the bar and before the first fact.
        let roomForBar = room - title.count - (facts.first?.count ?? 0) - 6
        let bar = roomForBar >= shortestBar ? min(longestBar, roomForBar) : 0
        var line = StyledLine()
        line.append(String(title.prefix(room)))
        if bar > 0 {
            let filled = Int((Double(bar) * min(max(share, 0), 1)).rounded(.down))
            line.append("  " + (unicode ? "" : "["))
            line.append(String(repeating: unicode ? "━" : "=", count: filled), .green)
            line.append(String(repeating: unicode ? "─" : ".", count: bar - filled), .dim)
            line.append(unicode ? "" : "]")
        }
        for fact in facts {
            guard line.width + 2 + fact.count <= room else { break }
            line.append("  " + fact)
        }
        return line
    }
}
