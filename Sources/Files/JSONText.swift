import Foundation
import PlainText

/// JSON with sorted keys: equal values give the same text. Characters that could break or disguise a line, see
/// `breaksLine`, are escaped, even those that JSON allows in a string as they are.
public func jsonText(_ value: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Every value of the program's own types can be encoded.
    return escaped(String(decoding: try! encoder.encode(value), as: UTF8.self))
}

/// Escapes the characters that could break or disguise a line and that the encoder leaves as they are. Line breaks are
/// left as they are: the encoder writes them only between values, and escapes those in strings.
private func escaped(_ json: String) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar != "\n" && breaksLine(scalar) }
    guard json.unicodeScalars.contains(where: isEscaped) else { return json }
    return json.unicodeScalars.map { scalar in
        guard isEscaped(scalar) else { return String(scalar) }
        return UTF16.encode(scalar)!.map { "\\u" + String(format: "%04x", $0) }.joined()
    }.joined()
}
