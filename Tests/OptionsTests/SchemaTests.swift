import Options
import Testing

/// A root that has nothing to do with training.
struct Kettle: Hashable, Sendable {
    enum Whistle: String, CaseIterable, SettingValue {
        case loud, soft
    }

    struct Heat: Hashable, Sendable {
        var watts = 2000
        var target: Double?
    }

    struct Timer: Hashable, Sendable {
        var minutes = 5
        var rings = 1
    }

    var name = "kettle"
    var heat = Heat()
    var whistle = Whistle.loud
    var lid = true
    var timer: Timer? = Timer()

    static let schema = Schema(
        defaults: Kettle(),
        [
            Setting("name", \.name, .text("a name"), help: "Its name.", decidesBits: false, mayChangeOnResume: false),
            Setting(
                "heat.max_watts", \.heat.watts, .whole(1...3000), help: "Power | watts.", decidesBits: true,
                option: CommandOption(valueName: "watts"), familiar: ["power"]),
            Setting(
                "heat.target", \.heat.target, Rule<Double>.number(above: 0, atMost: 100).orNull("boiling"),
                help: "Degrees.", decidesBits: true, option: CommandOption("degrees", only: "boil")),
            Setting("whistle", \.whistle, .choice, help: "Its voice.", decidesBits: false, option: CommandOption()),
            Setting("lid", \.lid, .flag, help: "A lid.", decidesBits: false, option: CommandOption()),
            Setting(
                "timer.minutes", of: \.timer, \.minutes, new: Timer(), .whole(1...60), help: "Minutes.",
                decidesBits: false),
            Setting(
                "timer.rings", of: \.timer, \.rings, new: Timer(), .whole(0...9), help: "Rings.", decidesBits: false),
        ], nullableGroups: [NullableGroup("timer", \.timer, nullMeaning: "no timer")])
}

@Suite struct SchemaTests {
    @Test func entriesAreFoundByKeyAndOption() {
        #expect(Kettle.schema["heat.target"]?.name == "target")
        #expect(Kettle.schema["heat.target"]?.group == "heat")
        #expect(Kettle.schema["heat"] == nil && Kettle.schema.groups == ["heat", "timer"])
        #expect(Kettle.schema.setting(ofOption: "--max-watts")?.key == "heat.max_watts")
        #expect(Kettle.schema.setting(ofOption: "--degrees")?.key == "heat.target")
        #expect(Kettle.schema.setting(ofOption: "--no-lid")?.key == "lid")
        #expect(Kettle.schema.setting(ofOption: "--no-whistle") == nil)
        #expect(Kettle.schema.setting(ofOption: "--name") == nil)
    }

    @Test func aCommandHasItsOptionsThoseWithoutGroupFirst() {
        let boil = Kettle.schema.settings(ofCommand: "boil").map(\.key)
        let pour = Kettle.schema.settings(ofCommand: "pour").map(\.key)
        #expect(boil == ["whistle", "lid", "heat.max_watts", "heat.target"])
        #expect(pour == ["whistle", "lid", "heat.max_watts"])
    }

    @Test func aTextIsReadAndHeldToItsRange() throws {
        var kettle = Kettle()
        let watts = try #require(Kettle.schema["heat.max_watts"])
        try watts.set("1500", in: &kettle)
        #expect(kettle.heat.watts == 1500)
        for text in ["0", "3001", "1e3", "null", "~", "many"] {
            #expect(throws: Misfit.self) { try watts.set(text, in: &kettle) }
        }
        #expect(kettle.heat.watts == 1500)
        let target = try #require(Kettle.schema["heat.target"])
        try target.set("99.5", in: &kettle)
        #expect(kettle.heat.target == 99.5)
        #expect(target.differs(kettle, Kettle()) && !watts.differs(Kettle(), Kettle()))
        // The word for null is none on the command line, and either in a file.
        try target.set("none", in: &kettle)
        #expect(kettle.heat.target == nil)
        kettle.heat.target = 99.5
        #expect(throws: Misfit.self) { try target.set("null", in: &kettle) }
        try target.read(.plain("null"), &kettle)
        #expect(kettle.heat.target == nil)
    }

    @Test func aGroupMayBeNull() throws {
        let timer = try #require(Kettle.schema.nullableGroup("timer"))
        let minutes = try #require(Kettle.schema["timer.minutes"])
        #expect(Kettle.schema.nullableGroup("heat") == nil)
        var kettle = Kettle()
        timer.clear(&kettle)
        #expect(timer.isNull(kettle) && minutes.write(kettle).isNull && minutes.isValid(kettle))
        // The group stands for its settings where one has it and the other does not.
        #expect(Kettle.schema.differences(kettle, Kettle()) { _ in true } == ["timer"])
        #expect(Kettle.schema.differences(kettle, Kettle()) { $0.decidesBits } == [])
        try minutes.set("7", in: &kettle)
        #expect(kettle.timer == Kettle.Timer(minutes: 7, rings: 1))
        #expect(throws: Misfit.self) { try minutes.set("61", in: &kettle) }
        kettle.lid = false
        #expect(Kettle.schema.differences(kettle, Kettle()) { _ in true } == ["lid", "timer.minutes"])
        timer.clear(&kettle)
        timer.fill(&kettle, Kettle())
        #expect(kettle.timer == Kettle.Timer())
    }

    @Test func whatDecidesBitsMayNotChange() {
        let fixed = Kettle.schema.settings.filter { !$0.mayChangeOnResume }.map(\.key)
        #expect(fixed == ["name", "heat.max_watts", "heat.target"])
        #expect(Kettle.schema.settings.filter(\.decidesBits).map(\.key) == ["heat.max_watts", "heat.target"])
    }

    @Test func defaultsAreInWords() throws {
        let words = Kettle.schema.settings.map(Kettle.schema.defaultText)
        #expect(words == ["kettle", "2000", "boiling", "loud", "true", "5", "1"])
        let target = try #require(Kettle.schema["heat.target"])
        #expect(target.expectation == "a number above 0.0 and at most 100.0, or null for boiling")
        #expect(target.optionExpectation == "a number above 0.0 and at most 100.0, or none for boiling")
    }

    @Test func theTableHasEveryEntry() {
        #expect(
            Kettle.schema.markdownTable == """
                | key | option | default | values | on resume | what it is for |
                |---|---|---|---|---|---|
                | `name` |  | `kettle` | a name | fixed: what it names decides bits | Its name. |
                | `heat.max_watts` | `--max-watts` | `2000` | a whole number from 1 to 3000 | fixed: it \
                decides bits | Power \\| watts. |
                | `heat.target` | `--degrees` (boil) | `null` | a number above 0.0 and at most 100.0, or null for \
                boiling | fixed: it decides bits | Degrees. |
                | `whistle` | `--whistle` | `loud` | loud or soft | may change | Its voice. |
                | `lid` | `--lid`, `--no-lid` | `true` | true or false | may change | A lid. |
                | `timer.minutes` |  | `5` | a whole number from 1 to 60 | may change | Minutes. |
                | `timer.rings` |  | `1` | a whole number from 0 to 9 | may change | Rings. |

                """)
    }
}
