/// A table of a page: a row of titles, then rows that each begin with a title.
struct Table {
    /// What the table shows, as screen readers say it.
    let label: String
    /// The titles of the columns. The first column has the titles of the rows.
    var columns: [HTML]
    /// Whether the cells are numbers. Numbers are aligned at the right.
    var areNumbers = true
    /// The rows: a title and the cells after it.
    var rows: [(title: HTML, cells: [HTML])] = []
    /// Rows at the end of the table, below a line: averages and totals.
    var totals: [(title: HTML, cells: [HTML])] = []

    /// The table as HTML, in a part of the page that scrolls by itself.
    var html: HTML {
        let head = HTML.element(
            "thead", [:],
            .element("tr", [:], HTML(columns.map { .element("th", ["scope": "col"], $0) })))
        let bodies = [rows, totals].filter { !$0.isEmpty }.map { rows in
            HTML.element("tbody", [:], HTML(rows.map(row)))
        }
        let table = HTML.element(
            "table", ["class": areNumbers ? "numbers" : "texts"], HTML([head] + bodies))
        return .scrolling(table, label: label)
    }

    private func row(_ title: HTML, _ cells: [HTML]) -> HTML {
        .element(
            "tr", [:], HTML([.element("th", ["scope": "row"], title)] + cells.map { .element("td", [:], $0) }))
    }

    /// A table of two columns without column titles: names and values.
    static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
        HTML.element(
            "table", ["class": "facts"],
            .element(
                "tbody", [:],
                HTML(
                    facts.map { fact in
                        .element(
                            "tr", [:], .element("th", ["scope": "row"], HTML(fact.name)),
                            .element("td", [:], fact.value))
                    })))
    }
}
