/// A line of a terminal that is drawn again and again: a title, a bar and some facts, for instance a count of steps.
package struct ProgressBar {
    private static let longestBar = 24
    private static let shortestBar = 8
    private var lastDrawn: ContinuousClock.Instant?

    /// A bar that is not drawn yet.
    package init() {}

    /// Draws the bar, `share` of it filled. Does nothing if the last drawing is less than a tenth of a second ago.
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

    /// The line for a terminal of `columns` columns. If the line is too long, first the last facts are left out, down
    /// to one fact. Then the bar becomes shorter. A bar of fewer than 8 columns is left out.
    package static func line(
        _ title: String, filled share: Double, facts: [String], columns: Int, unicode: Bool
    ) -> StyledLine {
        let room = max(0, columns - 1)
        // The 6 columns are the two ends of the bar, two spaces before the bar and two spaces before the first fact.
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
