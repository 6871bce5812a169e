/// A line of a file of comma-separated values, cut into fields, which may be quoted. A field never spans lines.
struct CSVLine {
    /// What is wrong with a line.
    struct Failure: Error {
        let reason: String
    }

    /// The bytes of each field, without the spaces and quotes around it. A doubled quote inside a field stays doubled;
    /// ``string(_:_:)`` makes it single.
    let fields: [Slice<UnsafeRawBufferPointer>]
    /// Whether the last quote of the line opens a quotation that is not closed.
    let hasOpenQuote: Bool

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let space = UInt8(ascii: " ")

    init(_ line: UnsafeRawBufferPointer) {
        var fields = [Slice<UnsafeRawBufferPointer>]()
        var start = 0
        var quoted = false
        for index in 0...line.count {
            if index < line.count {
                if line[index] == CSVLine.quote { quoted.toggle() }
                if quoted || line[index] != CSVLine.comma { continue }
            }
            fields.append(CSVLine.unquoted(line[start..<index]))
            start = index + 1
        }
        self.fields = fields
        hasOpenQuote = quoted
    }

    /// The first 40 bytes of a field as text, without the spaces around the field. This is for columns whose values are
    /// short, such as `split`: a longer text is an error, which need not quote all of it.
    static func text(_ field: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: trimmed(field).prefix(40), as: UTF8.self)
    }

    /// A whole field as text. Doubled quotes become single ones. If the field begins with an apostrophe before `=`,
    /// `+`, `-` or `@`, the apostrophe is dropped: programs write it so that a spreadsheet does not read the field as a
    /// formula.
    ///
    /// - Parameter name: the name of the column, for the error if the field is empty or not UTF-8.
    static func string(_ field: Slice<UnsafeRawBufferPointer>, _ name: String) throws(Failure) -> String {
        guard let text = String(validating: field, as: UTF8.self), !text.utf8.contains(0) else {
            throw Failure(reason: "its \(name) is not UTF-8 text")
        }
        let single = text.replacing("\"\"", with: "\"")
        let isProtected = single.first == "'" && single.dropFirst().first.map { "=+-@".contains($0) } == true
        let whole = isProtected ? String(single.dropFirst()) : single
        guard !whole.isEmpty else { throw Failure(reason: "has no \(name)") }
        return whole
    }

    /// The numbers in a field, each in 0…255, separated by spaces.
    static func bytes(_ field: Slice<UnsafeRawBufferPointer>) throws(Failure) -> [UInt8] {
        var numbers = [UInt8]()
        var value: Int?
        for byte in field {
            if byte == space {
                if let value { numbers.append(UInt8(value)) }
                value = nil
                continue
            }
            let digit = Int(byte) - Int(UInt8(ascii: "0"))
            let next = (value ?? 0) * 10 + digit
            guard (0...9).contains(digit), next <= 255 else {
                throw Failure(reason: "pixel \(numbers.count + 1) is not a number in 0…255")
            }
            value = next
        }
        if let value { numbers.append(UInt8(value)) }
        return numbers
    }

    private static func unquoted(_ field: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let field = trimmed(field)
        guard field.count >= 2, field.first == quote, field.last == quote else { return field }
        return field.dropFirst().dropLast()
    }

    private static func trimmed(_ field: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var field = field
        while field.first == space { field.removeFirst() }
        while field.last == space { field.removeLast() }
        return field
    }
}
