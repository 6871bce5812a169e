import Files
import Foundation

/// FER2013's CSV: columns `emotion` (0…6), `pixels` (48·48 numbers 0…255, separated by spaces) and optionally
/// `Usage`. Columns are in any order, names in any case, fields quoted or not.
struct FERTable: Sendable {
    /// Class names by the table's numbers.
    static let emotions = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
    /// Rows and columns of an image.
    static let side = 48

    /// The split that a row belongs to.
    enum Usage: String, Sendable {
        case train = "Training"
        case validation = "PublicTest"
        case test = "PrivateTest"
    }

    let path: String
    private let data: Data
    private let lines: [Line]
    private let emotionColumn: Int
    private let pixelColumn: Int
    private let usageColumn: Int?
    private let columnCount: Int

    private struct Line: Sendable {
        /// From 1, which is the header.
        let number: Int
        let bytes: Range<Int>
    }

    /// Maps a file into memory and finds its rows; ``row(_:)`` reads their fields.
    init(path: String) throws(DatasetError) {
        self.path = path
        do throws(FileError) {
            data = try InputFile(path).mapped()
        } catch {
            throw .wrongLayout(path: path, reason: "cannot be read: \(error)")
        }
        var lines = data.withUnsafeBytes { FERTable.lines(of: $0) }
        guard let header = lines.first else {
            throw .wrongLayout(path: path, reason: "an empty file")
        }
        lines.removeFirst()
        self.lines = lines
        let names = data.withUnsafeBytes { bytes in
            CSVLine(UnsafeRawBufferPointer(rebasing: bytes[header.bytes])).fields.map { field in
                String(decoding: field, as: UTF8.self).trimmingCharacters(in: .whitespaces).lowercased()
            }
        }
        guard let emotion = names.firstIndex(of: "emotion"), let pixels = names.firstIndex(of: "pixels") else {
            throw .wrongLayout(
                path: path, reason: "not FER2013's table: its first row must name the columns 'emotion' and 'pixels'")
        }
        emotionColumn = emotion
        pixelColumn = pixels
        usageColumn = names.firstIndex(of: "usage")
        columnCount = names.count
    }

    /// The number of rows below the header; blank lines do not count.
    var count: Int { lines.count }

    /// The line of a row in the file; the header is line 1.
    func number(ofRow index: Int) -> Int { lines[index].number }

    /// One row: its emotion, its usage, and the pixels of its image.
    func row(_ index: Int) throws(DatasetError) -> (emotion: Int, usage: Usage, pixels: [UInt8]) {
        let line = lines[index]
        let read = data.withUnsafeBytes { bytes in
            Result { () throws(CSVLine.Failure) in
                try fields(of: UnsafeRawBufferPointer(rebasing: bytes[line.bytes]))
            }
        }
        switch read {
        case .success(let row): return row
        case .failure(let failure): throw .unreadableRow(path: path, row: line.number, reason: failure.reason)
        }
    }

    private func fields(
        of line: UnsafeRawBufferPointer
    ) throws(CSVLine.Failure) -> (emotion: Int, usage: Usage, pixels: [UInt8]) {
        let fields = CSVLine(line).fields
        guard fields.count == columnCount else {
            throw CSVLine.Failure(reason: "has \(fields.count) fields, the header \(columnCount)")
        }
        let emotionText = CSVLine.text(fields[emotionColumn])
        guard let emotion = Int(emotionText), FERTable.emotions.indices.contains(emotion) else {
            throw CSVLine.Failure(reason: "emotion '\(emotionText)' is not in 0…\(FERTable.emotions.count - 1)")
        }
        var usage = Usage.train
        if let usageColumn {
            let text = CSVLine.text(fields[usageColumn])
            guard let known = Usage(rawValue: text) else {
                throw CSVLine.Failure(reason: "usage '\(text)' is none of Training, PublicTest, PrivateTest")
            }
            usage = known
        }
        let pixels = try CSVLine.bytes(fields[pixelColumn])
        let expected = FERTable.side * FERTable.side
        guard pixels.count == expected else {
            throw CSVLine.Failure(
                reason: "has \(pixels.count) pixels, not \(FERTable.side)×\(FERTable.side) = \(expected)")
        }
        return (emotion, usage, pixels)
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
