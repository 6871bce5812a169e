import PlainText

/// What is wrong with the contents of a file, for the message of a ``CheckpointError``.
struct FormatProblem: Error {
    let text: String

    /// Makes a problem with this text, cut to 300 bytes: the text may contain names from the file, and a name can be
    /// as long as the file's header.
    init(_ text: String) {
        self.text = excerpt(text, bytes: 300)
    }
}

/// The JSON header of a safetensors file: the position of each tensor in the data, and strings about the whole file.
///
/// Format: https://huggingface.co/docs/safetensors. A file has the header's length in eight bytes, then the header,
/// then the data.
struct SafetensorsHeader: Equatable {
    struct Entry: Equatable {
        var name: String
        var dataType: String
        var shape: [Int]
        /// `begin` is the position of the tensor's first byte, and `end` that of the byte after its last. Both are
        /// counted from the end of the header.
        var begin: Int
        var end: Int
    }

    var entries: [Entry] = []
    var metadata: [String: String] = [:]

    /// The size, in bytes, of the number at the start of a file that gives the header's length.
    static let lengthBytes = 8
    /// The longest header that is read, in bytes: 16 MiB. No checkpoint needs a longer header, and parsing it would
    /// take long.
    static let maximumLength = 1 << 24
    /// The data of a written file begins at a multiple of this many bytes, so that the data of a mapped file is aligned
    /// for vector instructions.
    static let alignment = 64

    /// Checks that the types, shapes and offsets of all tensors fit each other and the size of the data, `dataCount`
    /// bytes. Throws the first problem. Returns the entries in the order of their data. Every byte of the data belongs
    /// to exactly one of them.
    func entriesInOrder(dataCount: Int) throws(FormatProblem) -> [Entry] {
        var position = 0
        let ordered = entries.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
        for entry in ordered {
            guard entry.dataType == "F32" else {
                throw FormatProblem("tensor '\(entry.name)' has type \(entry.dataType), only F32 is read")
            }
            guard let bytes = byteCount(of: entry.shape) else {
                throw FormatProblem("tensor '\(entry.name)' has an impossible shape \(entry.shape)")
            }
            guard entry.begin <= entry.end, entry.end - entry.begin == bytes else {
                throw FormatProblem(
                    "tensor '\(entry.name)' of shape \(entry.shape) needs \(bytes) bytes, "
                        + "but its offsets are \(entry.begin) and \(entry.end)")
            }
            guard entry.end <= dataCount else {
                throw FormatProblem(
                    "tensor '\(entry.name)' ends at byte \(entry.end) of the data, which has only \(dataCount)")
            }
            guard entry.begin == position else {
                let what = entry.begin < position ? "overlaps the tensor before it" : "leaves a gap before it"
                throw FormatProblem("tensor '\(entry.name)' at byte \(entry.begin) of the data \(what)")
            }
            position = entry.end
        }
        guard position == dataCount else {
            throw FormatProblem("\(dataCount - position) bytes of data belong to no tensor")
        }
        return ordered
    }

    /// The size, in bytes, of a tensor of this shape; nil if the size is too large for an integer.
    private func byteCount(of shape: [Int]) -> Int? {
        var bytes = MemoryLayout<Float>.size
        for extent in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            bytes = product
        }
        return bytes
    }

    /// The start of a file: the header's length, and the header as JSON. The header is padded with blanks, so that the
    /// data after it is aligned.
    func encoded() -> [UInt8] {
        var parts: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { utf8Precedes($0.key, $1.key) }
                .map { "\(SafetensorsHeader.quoted($0.key)):\(SafetensorsHeader.quoted($0.value))" }
            parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        for entry in entries {
            let shape = entry.shape.map(String.init).joined(separator: ",")
            parts.append(
                "\(SafetensorsHeader.quoted(entry.name)):{\"dtype\":\"\(entry.dataType)\","
                    + "\"shape\":[\(shape)],\"data_offsets\":[\(entry.begin),\(entry.end)]}")
        }
        var json = Array("{\(parts.joined(separator: ","))}".utf8)
        while (SafetensorsHeader.lengthBytes + json.count) % SafetensorsHeader.alignment != 0 {
            json.append(UInt8(ascii: " "))
        }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    }

    /// A JSON string with only the escapes that JSON requires.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
