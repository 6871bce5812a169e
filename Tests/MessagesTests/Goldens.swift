import Foundation
import Testing

/// The headers that the C++ protobuf library made, see scripts/goldens/messages.py.
func goldenHeaders() throws -> [String: [UInt8]] {
    let folder = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
    let text = try String(contentsOf: folder.appendingPathComponent("headers.txt"), encoding: .utf8)
    var headers: [String: [UInt8]] = [:]
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        let digits = Array(words[1])
        headers[String(words[0])] = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }
    return headers
}
