import Yams

/// One setting: its name, what it may be, and how it is read from and written to YAML.
struct Setting: Sendable {
    /// The full key, for instance `optimizer.learning_rate`: a group and a name, or a name alone.
    let key: String
    /// What the value must be, for instance `a whole number from 1 to 4096`.
    let expectation: String
    /// The same for a value that an option of the command line gives.
    let optionExpectation: String
    /// The values that there are, where they are few texts.
    let choices: [String]
    /// Whether a resumed run may have another value.
    let mayChangeOnResume: Bool
    /// What null means; nil where it is no value.
    let nullMeaning: String?
    /// Sets the value from YAML.
    let read: @Sendable (Node, inout RunConfiguration) throws(Misfit) -> Void
    /// The value as YAML.
    let write: @Sendable (RunConfiguration) -> Node
    /// Whether the value is one of those expected.
    let isValid: @Sendable (RunConfiguration) -> Bool
    /// Whether two configurations differ in the value.
    let differs: @Sendable (RunConfiguration, RunConfiguration) -> Bool

    init<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<RunConfiguration, Value> & Sendable, _ rule: Rule<Value>,
        mayChangeOnResume: Bool = false
    ) {
        self.key = key
        self.expectation = rule.expectation
        self.optionExpectation = rule.optionExpectation ?? rule.expectation
        self.choices = rule.choices
        self.mayChangeOnResume = mayChangeOnResume
        nullMeaning = rule.nullMeaning
        read = { node, configuration throws(Misfit) in configuration[keyPath: path] = try Value(node: node) }
        write = { $0[keyPath: path].node }
        isValid = { rule.allows($0[keyPath: path]) }
        differs = { $0[keyPath: path] != $1[keyPath: path] }
    }

    /// The group of the key; nil for a key at the top.
    var group: String? {
        key.firstIndex(of: ".").map { String(key[..<$0]) }
    }

    /// The key within its group.
    var name: String {
        key.firstIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }

    /// The default as text.
    var defaultText: String {
        let value = write(RunConfiguration())
        return value.isNull ? nullMeaning ?? "none" : value.string ?? "none"
    }
}

/// What the values of a setting may be.
struct Rule<Value: Sendable>: Sendable {
    /// In words, after `it must be`.
    let expectation: String
    /// The same where it is an option of the command line that gives the value; nil if the words are the same.
    var optionExpectation: String?
    /// The values that there are, where they are few texts.
    var choices: [String] = []
    /// What null means; nil where it is no value.
    var nullMeaning: String?
    /// The test.
    let allows: @Sendable (Value) -> Bool
}

extension Rule {
    /// The same rule for a setting that may also be null, which means `meaning`.
    func orNull(_ meaning: String) -> Rule<Value?> {
        Rule<Value?>(
            expectation: "\(expectation), or null for \(meaning)",
            optionExpectation: "\(optionExpectation ?? expectation); leave it out for \(meaning)", choices: choices,
            nullMeaning: meaning
        ) { value in
            value.map(allows) ?? true
        }
    }
}

extension Rule where Value == Int {
    static func whole(_ range: ClosedRange<Int>) -> Rule {
        Rule(expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }

    static func powerOfTwo(upTo limit: Int) -> Rule {
        Rule(expectation: "a power of two from 1 to \(limit)") { (1...limit).contains($0) && $0 & ($0 - 1) == 0 }
    }

    static func one(of values: [Int]) -> Rule {
        Rule(expectation: values.map(String.init).joined(separator: " or ")) { values.contains($0) }
    }
}

extension Rule where Value == CheckpointInterval {
    static var interval: Rule {
        Rule(expectation: "a number of steps from 1, or a time like 90s, 15m or 1h") { _ in true }
    }
}

extension Rule where Value == UInt64 {
    static var seed: Rule {
        Rule(expectation: "a whole number from 0 to \(UInt64.max)") { _ in true }
    }
}

extension Rule where Value == Double {
    static func number(_ range: ClosedRange<Double>, unit: String = "") -> Rule {
        let expectation = "a number\(unit) from \(range.lowerBound) to \(range.upperBound)"
        return Rule(expectation: expectation) { range.contains($0) }
    }

    static func number(above low: Double, atMost high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and at most \(high)") { $0 > low && $0 <= high }
    }

    static func number(above low: Double, below high: Double) -> Rule {
        Rule(expectation: "a number above \(low) and below \(high)") { $0 > low && $0 < high }
    }

    static var nonNegative: Rule {
        Rule(expectation: "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
    }
}

extension Rule where Value == Bool {
    static var flag: Rule {
        Rule(expectation: "true or false") { _ in true }
    }
}

extension Rule where Value == String {
    static func text(_ expectation: String) -> Rule {
        Rule(expectation: expectation) { !$0.isEmpty }
    }
}

extension Rule where Value: CaseIterable & RawRepresentable<String> {
    static var choice: Rule {
        let names = Value.allCases.map(\.rawValue)
        return Rule(expectation: names.joined(separator: " or "), choices: names) { _ in true }
    }
}
