import Files
import Foundation
import PlainText

/// A file of comma-separated values with a header. Opening it finds where its rows are; ``read(_:_:)`` then reads one
/// row. Several threads may read at once.
struct CSVTable: Sendable {
    let path: String
    /// The names in the header, in lower case.
    let columns: [String]
    private let data: Data
    private let lines: [Line]

    private struct Line: Sendable {
        /// The number of the line in the file; the header is line 1.
        let number: Int
        let bytes: Range<Int>
    }

    /// Maps a file into memory and finds its rows.
    init(path: String) throws(DatasetError) {
        self.path = path
        do throws(FileError) {
            data = try InputFile(path).mapped()
        } catch {
            throw .wrongLayout(path: path, reason: "cannot be read: \(error)")
        }
        var lines = data.withUnsafeBytes { CSVTable.lines(of: $0) }
        guard let header = lines.first else {
            throw .wrongLayout(path: path, reason: "an empty file")
        }
        lines.removeFirst()
        self.lines = lines
        columns = data.withUnsafeBytes { bytes in
            CSVLine(UnsafeRawBufferPointer(rebasing: bytes[header.bytes])).fields.map { field in
                String(decoding: field, as: UTF8.self).trimmingCharacters(in: .whitespaces).lowercased()
            }
        }
    }

    /// The separator that the header seems to have instead of commas, as an error names it, for instance `tabs`; nil if
    /// the header has a comma, or none of the other usual separators.
    var otherSeparator: String? {
        guard columns.count == 1 else { return nil }
        return [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")].first { columns[0].contains($0.0) }?.1
    }

    /// A remark for the user if the table has no column `column`, but a column of another name that is usual for
    /// splits; nil otherwise.
    ///
    /// - Parameter column: the name of the column that is read for the split.
    func remark(onMissing column: String) -> String? {
        let usual = ["split", "set", "subset", "usage", "fold", "partition", "dataset"]
        guard !columns.contains(column), let other = usual.first(where: columns.contains) else { return nil }
        return "\(path): no column '\(column)', so all rows are training images; the column '\(other)' is ignored: "
            + "if it has the splits, name it '\(column)'"
    }

    /// The number of rows below the header. Empty lines are not rows.
    var count: Int { lines.count }

    /// The number of the line that a row is in; the header is line 1.
    func number(ofRow index: Int) -> Int { lines[index].number }

    /// Calls `body` with the fields of a row, one for each column, and returns what `body` returns.
    ///
    /// - Throws: ``DatasetError/unreadableRow(path:row:reason:)`` if the row has more or fewer fields than the header,
    ///   or if `body` throws; then the error has the reason that `body` gives.
    func read<Value>(
        _ index: Int, _ body: ([Slice<UnsafeRawBufferPointer>]) throws(CSVLine.Failure) -> Value
    ) throws(DatasetError) -> Value {
        let line = lines[index]
        let read = data.withUnsafeBytes { bytes in
            Result { () throws(CSVLine.Failure) in
                let read = CSVLine(UnsafeRawBufferPointer(rebasing: bytes[line.bytes]))
                guard read.fields.count == columns.count else {
                    let count = "has \(counted(read.fields.count, "field")), the header \(columns.count)"
                    throw CSVLine.Failure(reason: read.hasOpenQuote ? count + ": a quote is not closed" : count)
                }
                return try body(read.fields)
            }
        }
        switch read {
        case .success(let value): return value
        case .failure(let failure): throw .unreadableRow(path: path, row: line.number, reason: failure.reason)
        }
    }

    private static func lines(of bytes: UnsafeRawBufferPointer) -> [Line] {
        var lines = [Line]()
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var number = 1
        while start < bytes.count {
            let rest = bytes.baseAddress! + start
            let length = memchr(rest, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - rest }
            var end = start + (length ?? bytes.count - start)
            let next = end + 1
            if end > start && bytes[end - 1] == 0x0D { end -= 1 }
            if end > start { lines.append(Line(number: number, bytes: start..<end)) }
            start = next
            number += 1
        }
        return lines
    }
}
