import Foundation
import PlainText

/// JSON with sorted keys: the same text for the same value. Characters that a terminal would obey are escaped, also
/// those that JSON itself lets stand.
public func jsonText(_ value: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Values of this program's own types have nothing that JSON cannot say.
    return escaped(String(decoding: try! encoder.encode(value), as: UTF8.self))
}

/// Line breaks stand between values only: within a string the encoder has escaped them.
private func escaped(_ json: String) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar != "\n" && breaksLine(scalar) }
    guard json.unicodeScalars.contains(where: isEscaped) else { return json }
    return json.unicodeScalars.map { scalar in
        guard isEscaped(scalar) else { return String(scalar) }
        return UTF16.encode(scalar)!.map { "\\u" + String(format: "%04x", $0) }.joined()
    }.joined()
}
