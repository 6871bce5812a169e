import Foundation

/// FER2013's CSV of faces that are grey all over.
struct TestTable {
    var lines = ["emotion,pixels,Usage"]

    static func pixels(_ grey: Int, count: Int = 48 * 48) -> String {
        [String](repeating: String(grey), count: count).joined(separator: " ")
    }

    mutating func add(_ emotion: Int, grey: Int, _ usage: String = "Training") {
        lines.append("\(emotion),\(TestTable.pixels(grey)),\(usage)")
    }

    func data(lineEnd: String = "\n") -> Data {
        Data((lines.joined(separator: lineEnd) + lineEnd).utf8)
    }
}
