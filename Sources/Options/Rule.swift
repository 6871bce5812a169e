/// The allowed values of a setting: in words, and as a test.
public struct Rule<Value: Sendable>: Sendable {
    /// The allowed values, in words that follow `it must be` in an error.
    public let expectation: String
    /// The same as ``expectation`` for an option of the command line, where null is written `none`.
    public let optionExpectation: String
    /// Allowed values that are words, for instance those of an enumeration; empty if no allowed value is a word. The
    /// help lists these words. If a user misspells one of them, the error suggests the right word.
    public let choices: [String]
    /// What null means, in words; nil if null is not allowed.
    public let nullMeaning: String?
    /// Whether a value is allowed.
    public let allows: @Sendable (Value) -> Bool

    /// A rule.
    ///
    /// - Parameter optionExpectation: the allowed values in words for an option. If nil, `expectation` is used.
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
    /// Allows whole numbers in a range.
    public static func whole(_ range: ClosedRange<Int>) -> Rule {
        Rule(expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    /// Allows powers of two from 1 to `limit`.
    public static func powerOfTwo(upTo limit: Int) -> Rule {
        Rule(expectation: "a power of two from 1 to \(limit)") { (1...limit).contains($0) && $0 & ($0 - 1) == 0 }
    }

    /// Allows the numbers in `values`.
    public static func one(of values: [Int]) -> Rule {
        Rule(expectation: values.map(String.init).joined(separator: " or ")) { values.contains($0) }
    }
}

extension Rule where Value == UInt64 {
    /// Allows all whole numbers of 64 bits.
    public static var whole: Rule { Rule(expectation: "a whole number from 0 to \(UInt64.max)") }
}

extension Rule where Value == Double {
    /// Allows numbers in a closed range. `unit`, for instance ` of seconds`, follows the word `number` in
    /// ``expectation``.
    public static func number(_ range: ClosedRange<Double>, unit: String = "") -> Rule {
        Rule(expectation: "a number\(unit) from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    /// Allows numbers above `low` and at most `high`.
    public static func number(above low: Double, atMost high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and at most \(high)") { $0 > low && $0 <= high }
    }

    /// Allows numbers above `low` and below `high`.
    public static func number(above low: Double, below high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and below \(high)") { $0 > low && $0 < high }
    }

    /// Allows finite numbers that are not negative.
    public static var nonNegative: Rule {
        Rule(expectation: "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
    }
}

extension Rule where Value == Bool {
    /// Allows true and false.
    public static var flag: Rule { Rule(expectation: "true or false") }
}

extension Rule where Value == String {
    /// Allows texts that are not empty. `expectation` says what the text should be, for instance a path, but this is
    /// not checked.
    public static func text(_ expectation: String) -> Rule {
        Rule(expectation: expectation) { !$0.isEmpty }
    }
}

extension Rule where Value: CaseIterable & RawRepresentable<String> {
    /// Allows the words of an enumeration.
    public static var choice: Rule {
        let names = Value.allCases.map(\.rawValue)
        return Rule(expectation: names.joined(separator: " or "), choices: names)
    }
}
