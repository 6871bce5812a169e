import Augmentation
import Configuration
import Foundation
import Networks
import Options
import PlainText
import Testing
import Training

/// What must hold of every entry of the schema, those of later releases among them.
@Suite struct SchemaTests {
    private static let schema = RunConfiguration.schema

    @Test(arguments: schema.settings.map(\.key))
    func isAWholeEntry(key: String) throws {
        let setting = try #require(SchemaTests.schema[key])
        #expect(setting.key.wholeMatch(of: /[a-z_0-9]+(\.[a-z_0-9]+)?/) != nil)
        #expect(setting.help.first?.isWhitespace == false && setting.help.hasSuffix("."))
        #expect(!setting.expectation.isEmpty && !setting.optionExpectation.isEmpty)
        #expect(setting.isValid(RunConfiguration()))
        #expect(!(setting.decidesBits && setting.mayChangeOnResume))
        #expect((setting.nullMeaning != nil) == setting.expectation.contains(", or null for "))
        for choice in setting.choices {
            var configuration = RunConfiguration()
            try configuration.set(setting, to: choice)
        }
    }

    /// What an option takes, a file takes, and what one refuses the other refuses in the same words.
    @Test(arguments: schema.settings.map(\.key), ["0", "-1", "1", "2.5", "1e400", "nan", "word", "true", "70000"])
    func fileAndCommandLineAgree(key: String, text: String) throws {
        let setting = try #require(SchemaTests.schema[key])
        let yaml = setting.group.map { "\($0): {\(setting.name): \(text)}" } ?? "\(key): \(text)"
        let typed = Result { () throws(ConfigurationError) in
            var configuration = RunConfiguration()
            try configuration.set(setting, to: text)
            return configuration
        }
        let read = Result { () throws(ConfigurationError) in try RunConfiguration(yaml: yaml, file: "f") }
        switch (typed, read) {
        case (.success(let typed), .success(let read)): #expect(typed == read)
        case (.failure(let typed), .failure(let read)): #expect((typed.key, typed.problem) == (read.key, read.problem))
        case (.success(let typed), .failure(let read)):
            // That there is no preset of this name, or nothing to start from, is found out when all is set.
            let late = #expect(throws: ConfigurationError.self) { try typed.validate() }
            #expect(late?.problem == read.problem && ["model", "freeze"].contains(key))
        case (.failure(let error), .success): Issue.record("a file takes \(text); an option: \(error)")
        }
    }

    @Test func namesAreNobodyElses() {
        let settings = SchemaTests.schema.settings
        let familiar = settings.flatMap(\.familiarNames)
        #expect(Set(familiar).count == familiar.count)
        for name in familiar {
            let others = settings.filter { Spelling.isSame($0.key, name) }
            #expect(others.isEmpty, "\(name) is a key")
        }
    }

    @Test func commandsHaveTheirOptions() {
        let train = SchemaTests.schema.settings(ofCommand: "train").compactMap(\.optionSpelling)
        let coordinator = SchemaTests.schema.settings(ofCommand: "coordinator").compactMap(\.optionSpelling)
        #expect(train.first == "--recipe" && train.contains("--workers") && !train.contains("--min-workers"))
        #expect(coordinator.contains("--min-workers") && !coordinator.contains("--workers"))
        #expect(Set(train).symmetricDifference(coordinator) == ["--workers", "--min-workers"])
    }

    /// `scripts/generate-settings` writes the table.
    @Test(arguments: [
        ("configuration", "settings", SchemaTests.schema.markdownTable),
        ("augmentation", "transforms", TransformList.markdownTable),
    ])
    func theDocumentationHasTheTable(page: String, name: String, table: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let file = root.appending(path: "docs/\(page).md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = "<!-- \(name): scripts/generate-settings -->\n"
        let end = "<!-- end of \(name) -->\n"
        let start = try #require(text.range(of: begin)?.upperBound)
        let stop = try #require(text.range(of: end)?.lowerBound)
        let table = "\n\(table)\n"
        if ProcessInfo.processInfo.environment["CHORUS_WRITE_SETTINGS"] != nil {
            try (text[..<start] + table + text[stop...]).write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(text[start..<stop] == table, "run scripts/generate-settings")
        }
    }
}
