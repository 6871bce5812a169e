/// Parses the JSON of a safetensors header: each tensor's type, shape and offsets, and the strings of `__metadata__`.
/// It is stricter than general JSON decoders: duplicate names, fractions and deeper nesting than in the format are
/// errors.
struct SafetensorsHeaderParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func header() throws(FormatProblem) -> SafetensorsHeader {
        var header = SafetensorsHeader()
        var names: Set<String> = []
        try object { (parser, name) throws(FormatProblem) in
            guard names.insert(name).inserted else { throw FormatProblem("the name '\(name)' appears twice") }
            if name == "__metadata__" {
                header.metadata = try parser.strings()
            } else {
                header.entries.append(try parser.entry(name))
            }
        }
        skipBlanks()
        guard position == bytes.count else { throw unexpected("the end of the header") }
        return header
    }

    private mutating func strings() throws(FormatProblem) -> [String: String] {
        var result: [String: String] = [:]
        try object { (parser, key) throws(FormatProblem) in
            guard result.updateValue(try parser.string(), forKey: key) == nil else {
                throw FormatProblem("the metadata key '\(key)' appears twice")
            }
        }
        return result
    }

    private mutating func entry(_ name: String) throws(FormatProblem) -> SafetensorsHeader.Entry {
        var dataType: String?
        var shape: [Int]?
        var offsets: [Int]?
        try object { (parser, key) throws(FormatProblem) in
            switch key {
            case "dtype" where dataType == nil: dataType = try parser.string()
            case "shape" where shape == nil: shape = try parser.integers()
            case "data_offsets" where offsets == nil: offsets = try parser.integers()
            default: throw FormatProblem("tensor '\(name)' has an unknown or second key '\(key)'")
            }
        }
        guard let dataType, let shape, let offsets, offsets.count == 2 else {
            throw FormatProblem("tensor '\(name)' lacks its dtype, its shape or its two data_offsets")
        }
        return .init(name: name, dataType: dataType, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Reads a JSON object. Calls `member` with the name of each member; `member` must then read the member's value.
    private mutating func object(
        _ member: (inout SafetensorsHeaderParser, String) throws(FormatProblem) -> Void
    ) throws(FormatProblem) {
        try expect("{")
        if accept("}") { return }
        repeat {
            let name = try string()
            try expect(":")
            try member(&self, name)
        } while accept(",")
        try expect("}")
    }

    private mutating func integers() throws(FormatProblem) -> [Int] {
        try expect("[")
        var result: [Int] = []
        if accept("]") { return result }
        repeat {
            result.append(try integer())
        } while accept(",")
        try expect("]")
        return result
    }

    private mutating func integer() throws(FormatProblem) -> Int {
        skipBlanks()
        let digits = bytes[position...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        let text = String(decoding: digits, as: UTF8.self)
        guard let value = Int(text), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            throw unexpected("a whole number from 0 to \(Int.max)")
        }
        position += digits.count
        return value
    }

    private mutating func string() throws(FormatProblem) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw FormatProblem("the header has a string that is not UTF-8 before its byte \(position)")
                }
                return string
            case UInt8(ascii: "\\"):
                position += 1
                text += Array(String(try escaped()).utf8)
            case 0..<0x20:
                throw unexpected("a string without control characters")
            default:
                position += 1
                text.append(byte)
            }
        }
        throw unexpected("the end of a string")
    }

    /// Reads the rest of an escape after its backslash. Returns the character that the escape stands for.
    private mutating func escaped() throws(FormatProblem) -> Character {
        guard position < bytes.count else { throw unexpected("an escaped character") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try codePoint())
        default: throw unexpected("an escape that JSON knows")
        }
    }

    /// Reads the four digits after a `\u`, and returns their code point. If they are the first half of a surrogate
    /// pair, also reads the second half, another `\u` with four digits.
    private mutating func codePoint() throws(FormatProblem) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), bytes[position...].starts(with: Array("\\u".utf8)) else {
            throw unexpected("a surrogate pair")
        }
        position += 2
        let second = try fourDigits()
        guard UTF16.isTrailSurrogate(second) else { throw unexpected("a surrogate pair") }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func fourDigits() throws(FormatProblem) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits") }
        position += 4
        return value
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func accept(_ symbol: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: Unicode.Scalar) throws(FormatProblem) {
        guard accept(symbol) else { throw unexpected("'\(symbol)'") }
    }

    private func unexpected(_ wanted: String) -> FormatProblem {
        FormatProblem("the header has something else than \(wanted) at its byte \(position)")
    }
}
