/// An event of a file for TensorBoard, read without the code that writes it.
package struct FileEvent {
    /// Seconds since 1970.
    package var time = 0.0
    /// The step.
    package var step = 0
    /// The version, in the first event of a file.
    package var version: String?
    /// Whether the event says that the run continues at the event's step.
    package var isStart = false
    /// The name of the value.
    package var tag = ""
    /// A number.
    package var number: Float?
    /// The texts of the value. For an image these are its width, its height and its file.
    package var texts: [[UInt8]] = []
    /// The plugin that shows the value.
    package var plugin = ""
    /// The plugin's own message.
    package var content = WireFields()

    /// The events of a file. What is behind the last whole record is left out.
    package static func all(of file: [UInt8]) throws -> [FileEvent] {
        var events: [FileEvent] = []
        var rest = file[...]
        while rest.count >= 12 {
            let length = rest.prefix(8)
            let count = Int(littleEndian(length))
            guard rest.count >= count + 16 else { break }
            let message = rest.dropFirst(12).prefix(count)
            for (part, stored) in [(length, rest.dropFirst(8)), (message, rest.dropFirst(12 + count))] {
                guard littleEndian(stored.prefix(4)) == UInt64(maskedChecksum(part)) else { throw Damage.checksum }
            }
            events.append(try FileEvent(WireFields(Array(message))))
            rest = rest.dropFirst(16 + count)
        }
        return events
    }

    /// What a file can be damaged by.
    package enum Damage: Error {
        /// A checksum is wrong.
        case checksum
        /// A message ends too early.
        case message
    }

    private init(_ fields: WireFields) throws {
        time = Double(bitPattern: fields.number(1))
        step = Int(fields.number(2))
        version = fields.bytes(3).map { String(decoding: $0, as: UTF8.self) }
        isStart = try fields.message(7)?.number(1) == 1
        guard let value = try fields.message(5)?.message(1) else { return }
        tag = String(decoding: value.bytes(1) ?? [], as: UTF8.self)
        let tensor = try value.message(8) ?? WireFields()
        if tensor.number(1) == 1, let bytes = tensor.bytes(4) {
            number = Float(bitPattern: UInt32(littleEndian(bytes[...])))
        }
        texts = tensor.all(8)
        let data = try value.message(9)?.message(1) ?? WireFields()
        plugin = String(decoding: data.bytes(1) ?? [], as: UTF8.self)
        content = try data.message(2) ?? WireFields()
    }
}

/// The fields of a protobuf message, by their numbers.
package struct WireFields {
    private var numbers: [Int: UInt64] = [:]
    private var texts: [Int: [[UInt8]]] = [:]

    package init() {}

    /// Reads a message.
    package init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count <= rest.count else { throw FileEvent.Damage.message }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func variable() throws -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while let byte = try take(1).first {
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return value
        }
        while !rest.isEmpty {
            let key = try variable()
            let field = Int(key >> 3)
            switch key & 7 {
            case 0: numbers[field] = try variable()
            case 1: numbers[field] = littleEndian(try take(8))
            case 2: texts[field, default: []].append(Array(try take(Int(try variable()))))
            case 5: numbers[field] = littleEndian(try take(4))
            default: throw FileEvent.Damage.message
            }
        }
    }

    /// The bits of a number; 0 if the field is missing.
    package func number(_ field: Int) -> UInt64 { numbers[field] ?? 0 }
    /// Whether the message has a number.
    package func hasNumber(_ field: Int) -> Bool { numbers[field] != nil }
    /// The last bytes or text of a field.
    package func bytes(_ field: Int) -> [UInt8]? { texts[field]?.last }
    /// All bytes or texts of a field.
    package func all(_ field: Int) -> [[UInt8]] { texts[field] ?? [] }
    /// The last message of a field.
    package func message(_ field: Int) throws -> WireFields? { try bytes(field).map(WireFields.init) }
}

private func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}

/// The checksum of a record, bit by bit: the remainder of the division by Castagnoli's polynomial, masked.
private func maskedChecksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var remainder = ~UInt32(0)
    for bit in bytes.lazy.flatMap({ byte in (0..<8).map { UInt32(byte >> $0 & 1) } }) {
        let isOdd = (remainder ^ bit) & 1 == 1
        remainder = remainder >> 1 ^ (isOdd ? 0x82F6_3B78 : 0)
    }
    let checksum = ~remainder
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
}
