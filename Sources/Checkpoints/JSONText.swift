import Foundation

/// JSON with sorted keys: the same text for the same value.
public func jsonText(_ value: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Values of this program's own types have nothing that JSON cannot say.
    return String(decoding: try! encoder.encode(value), as: UTF8.self)
}
