import TestKit

/// Changes inputs as libFuzzer does, but without seeing which code they reach: the same ones for the same seed.
struct Mutator {
    private var random: Generator
    private let maximumLength: Int
    /// What readers compare lengths, counts and offsets with.
    private static let numbers: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 63, .max,
    ]
    /// What has a meaning in one of the formats.
    private static let words = [
        "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "*a", "&a ", "\n", "\r\n", " ", "- ", "?", "!!str ", "~", "|",
        "-1", "1e999", "nan", "9223372036854775807", "18446744073709551616", "\u{0}", "\u{301}", "\u{FEFF}",
    ].map { Array($0.utf8) }

    init(seed: Int, maximumLength: Int) {
        random = Generator(seed: seed)
        self.maximumLength = maximumLength
    }

    /// One of `inputs` with one to eight changes.
    mutating func input(from inputs: [[UInt8]]) -> [UInt8] {
        var bytes = inputs.randomElement(using: &random) ?? []
        let other = inputs.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...8, using: &random) { change(&bytes, other: other) }
        return Array(bytes.prefix(maximumLength))
    }

    private mutating func change(_ bytes: inout [UInt8], other: [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + length()))
        case 3: bytes.insert(contentsOf: part(of: bytes), at: place)
        case 4: bytes.insert(contentsOf: part(of: other), at: place)
        case 5: overwrite(&bytes, at: place, with: number())
        case 6: bytes.insert(contentsOf: Mutator.words.randomElement(using: &random) ?? [], at: place)
        default: bytes.removeSubrange(place...)
        }
    }

    /// Mostly short.
    private mutating func length() -> Int {
        1 << Int.random(in: 0..<7, using: &random)
    }

    private mutating func part(of bytes: [UInt8]) -> [UInt8] {
        let start = Int.random(in: 0...bytes.count, using: &random)
        return Array(bytes[start..<min(bytes.count, start + length())])
    }

    /// A number of one, two, four or eight bytes, in either order.
    private mutating func number() -> [UInt8] {
        let number = Mutator.numbers.randomElement(using: &random) ?? 0
        let count = 1 << Int.random(in: 0..<4, using: &random)
        let bytes = withUnsafeBytes(of: number.littleEndian) { Array($0.prefix(count)) }
        return Bool.random(using: &random) ? bytes : bytes.reversed()
    }

    private func overwrite(_ bytes: inout [UInt8], at place: Int, with new: [UInt8]) {
        bytes.replaceSubrange(place..<min(bytes.count, place + new.count), with: new)
    }
}
