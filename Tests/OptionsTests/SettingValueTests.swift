import Options
import Testing

@Suite struct SettingValueTests {
    private func readsBack<Value: SettingValue>(_ value: Value) throws {
        #expect(try Value(reading: value.node) == value)
    }

    @Test func valuesReadBack() throws {
        for number in [0, -1, Int.max, Int.min] { try readsBack(number) }
        try readsBack(UInt64.max)
        for number: Double in [0.1, 1e-30, 1e300, -0.0, .leastNormalMagnitude, .leastNonzeroMagnitude] {
            try readsBack(number)
        }
        for flag in [true, false] { try readsBack(flag) }
        for text in ["", "null", "true", "12", "a b", "é"] { try readsBack(text) }
        try readsBack(Int?.none)
        try readsBack(Int?.some(3))
    }

    /// In YAML 1.1, a number with an exponent is a text unless it has a decimal point.
    @Test func numbersHaveAPoint() {
        #expect(1e-7.node == .plain("1.0e-07"))
        #expect(1.5e-7.node == .plain("1.5e-07"))
        #expect(64.0.node == .plain("64.0"))
    }

    @Test func quotesMakeAText() throws {
        #expect(throws: Misfit.self) { try Int(reading: .text("5")) }
        #expect(throws: Misfit.self) { try Bool(reading: .text("true")) }
        #expect(try String(reading: .text("null")) == "null")
        #expect(throws: Misfit.self) { try String(reading: .plain("null")) }
        #expect(throws: Misfit.self) { try String(reading: SettingNode(.list([]))) }
        #expect(try Bool(reading: .plain("TRUE")))
    }

    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func nullIsNothing(text: String) throws {
        #expect(SettingNode.plain(text).isNull && !SettingNode.text(text).isNull)
        #expect(try Int?(reading: .plain(text)) == nil)
    }

    /// Without quotes, also where the value is a text.
    @Test func noneIsNothing() throws {
        #expect(try Int?(reading: .plain("none")) == nil)
        #expect(throws: Misfit.self) { try Int?(reading: .text("none")) }
        #expect(throws: Misfit.self) { try Int?(reading: .plain("None")) }
        #expect(throws: Misfit.self) { try Int(reading: .plain("none")) }
        #expect(try String?(reading: .plain("none")) == nil)
        #expect(try String?(reading: .text("none")) == "none")
        #expect(try String(reading: .plain("none")) == "none")
    }

    @Test func rules() {
        #expect(Rule<Int>.powerOfTwo(upTo: 8).allows(8) && !Rule<Int>.powerOfTwo(upTo: 8).allows(16))
        #expect(!Rule<Int>.powerOfTwo(upTo: 8).allows(0) && !Rule<Int>.powerOfTwo(upTo: 8).allows(6))
        #expect(Rule<Int>.one(of: [1, 3]).expectation == "1 or 3" && !Rule<Int>.one(of: [1, 3]).allows(2))
        #expect(!Rule<Double>.number(0...1).allows(.nan) && !Rule<Double>.nonNegative.allows(.infinity))
        let rate = Rule<Double>.number(above: 0, atMost: 1)
        #expect(!rate.allows(0) && rate.allows(1) && !rate.allows(1.1))
        #expect(!Rule<Double>.number(above: 0, below: 1).allows(1))
        #expect(Rule<Int>.whole(1...2).orNull("none").allows(nil) && !Rule<Int>.whole(1...2).orNull("none").allows(3))
    }
}
