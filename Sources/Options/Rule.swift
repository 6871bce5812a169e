/// The allowed values of a setting: in words, and as a test.
public struct Rule<Value: Sendable>: Sendable {
    /// The allowed values in words, after `it must be`.
    public let expectation: String
    /// The same for a value from an option of the command line.
    public let optionExpectation: String
    /// The values, if they are a few words.
    public let choices: [String]
    /// The meaning of null; nil if null is not allowed.
    public let nullMeaning: String?
    /// Whether a value is allowed.
    public let allows: @Sendable (Value) -> Bool

    /// A rule.
    ///
    /// - Parameter optionExpectation: nil if it equals `expectation`.
    public init(
        expectation: String, optionExpectation: String? = nil, choices: [String] = [], nullMeaning: String? = nil,
        allows: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        self.expectation = expectation
        self.optionExpectation = optionExpectation ?? expectation
        self.choices = choices
        self.nullMeaning = nullMeaning
        self.allows = allows
    }

    /// The same rule for a setting that may also be null; `meaning` says what null means.
    public func orNull(_ meaning: String) -> Rule<Value?> {
        Rule<Value?>(
            expectation: "\(expectation), or null for \(meaning)",
            optionExpectation: "\(optionExpectation), or none for \(meaning)", choices: choices,
            nullMeaning: meaning
        ) { [allows] value in
            value.map(allows) ?? true
        }
    }
}

extension Rule where Value == Int {
    /// A whole number in a range.
    public static func whole(_ range: ClosedRange<Int>) -> Rule {
        Rule(expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    /// A power of two.
    public static func powerOfTwo(upTo limit: Int) -> Rule {
        Rule(expectation: "a power of two from 1 to \(limit)") { (1...limit).contains($0) && $0 & ($0 - 1) == 0 }
    }

    /// One of a few numbers.
    public static func one(of values: [Int]) -> Rule {
        Rule(expectation: values.map(String.init).joined(separator: " or ")) { values.contains($0) }
    }
}

extension Rule where Value == UInt64 {
    /// Any whole number of 64 bits.
    public static var whole: Rule { Rule(expectation: "a whole number from 0 to \(UInt64.max)") }
}

extension Rule where Value == Double {
    /// A number in a closed range; `unit` follows the word `number`.
    public static func number(_ range: ClosedRange<Double>, unit: String = "") -> Rule {
        Rule(expectation: "a number\(unit) from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    /// A number above one and at most another.
    public static func number(above low: Double, atMost high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and at most \(high)") { $0 > low && $0 <= high }
    }

    /// A number between two others.
    public static func number(above low: Double, below high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and below \(high)") { $0 > low && $0 < high }
    }

    /// A finite number that is not negative.
    public static var nonNegative: Rule {
        Rule(expectation: "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
    }
}

extension Rule where Value == Bool {
    /// True or false.
    public static var flag: Rule { Rule(expectation: "true or false") }
}

extension Rule where Value == String {
    /// A text that is not empty.
    public static func text(_ expectation: String) -> Rule {
        Rule(expectation: expectation) { !$0.isEmpty }
    }
}

extension Rule where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enumeration.
    public static var choice: Rule {
        let names = Value.allCases.map(\.rawValue)
        return Rule(expectation: names.joined(separator: " or "), choices: names)
    }
}
