import PlainText

/// The matrix as a text table: a row for each true class, a column for each predicted one.
extension ConfusionMatrix {
    /// The table of counts. If it would be wider than `columns` characters, the columns have the numbers of the classes
    /// as titles, and each row has the number of its class before the name. Nil if the table is too wide even so.
    public func table(columns: Int = .max) -> String? {
        table(of: counts.map { $0.map(String.init) }, columns: columns)
    }

    /// The table of ``shares`` in percent, with one decimal. The row of a class without samples has `–` in each column.
    /// A table that is too wide gets the numbers of the classes as titles, or is nil, as in ``table(columns:)``.
    public func tableOfShares(columns: Int = .max) -> String? {
        let cells = zip(shares, support).map { row, support in
            row.map { support == 0 ? "–" : String(percent($0).dropLast()) }
        }
        return table(of: cells, columns: columns)
    }

    private func table(of cells: [[String]], columns: Int) -> String? {
        let names = classes.map { plainText($0) }
        let numbers = names.indices.map { String($0 + 1) }
        let named = ConfusionMatrix.lines(of: cells, heads: names, rows: names)
        if named[0].unicodeScalars.count - 1 <= columns { return named.joined() }
        let numbered = ConfusionMatrix.lines(
            of: cells, heads: numbers, rows: zip(numbers, names).map { "\($0) \($1)" })
        return numbered[0].unicodeScalars.count - 1 <= columns ? numbered.joined() : nil
    }

    /// The lines of the table, all of the same width. The first line has the titles of the columns.
    private static func lines(of cells: [[String]], heads: [String], rows: [String]) -> [String] {
        let corner = "true \\ predicted"
        let width = rows.map(\.unicodeScalars.count).reduce(corner.unicodeScalars.count, max)
        let columns = heads.indices.map { column in
            cells.map { $0[column].unicodeScalars.count }.reduce(heads[column].unicodeScalars.count, max)
        }
        func line(_ head: String, _ cells: [String]) -> String {
            head.leftPadded(to: width) + zip(cells, columns).map { "  " + $0.leftPadded(to: $1) }.joined() + "\n"
        }
        return [line(corner, heads)] + zip(rows, cells).map { line($0, $1) }
    }
}
