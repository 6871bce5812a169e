import Configuration
import Foundation
import Networks
import PlainText
import Testing
import TestKit
import Training

/// Texts that could take very much time or memory, or confuse a terminal.
@Suite struct HostileTextTests {
    private func problem(_ yaml: String) -> String? {
        do throws(ConfigurationError) {
            _ = try RunConfiguration(yaml: yaml, file: "run.yaml")
            return nil
        } catch {
            return error.description
        }
    }

    /// A key that stands for 2⁶⁰ letters. Keys of mappings are compared as a whole.
    @Test func aliasesOfAliasesAreRefused() {
        let lists = (1...60).map { "x\($0): &x\($0) [*x\($0 - 1), *x\($0 - 1)]\n" }.joined()
        let yaml = "x0: &x0 a\n\(lists)? *x60\n: 1\n"
        #expect(problem(yaml) == "run.yaml: has more than 16 aliases (*name); write out what they stand for")
        let error = #expect(throws: ConfigurationError.self) { try ModelSpec(yaml: yaml, file: "model.yaml") }
        #expect(error?.problem.contains("aliases") == true)
    }

    @Test func someAliasesAreRead() throws {
        let configuration = try RunConfiguration(
            yaml: "# *not* one\nepochs: &few 3\nearly_stopping: {patience: *few}\n", file: "run.yaml")
        #expect(configuration.earlyStopping?.patience == 3)
    }

    @Test func aTextOfManyMegabytesIsRefused() throws {
        let blanks = String(repeating: "# nothing\n", count: 200_000)
        #expect(problem(blanks)?.hasPrefix("run.yaml: has more than 1048576 bytes") == true)
        let folder = TemporaryFolder()
        let path = folder.write(blanks.utf8, to: "run.yaml")
        var configuration = RunConfiguration()
        let error = #expect(throws: ConfigurationError.self) { try configuration.read(file: path) }
        #expect(error?.problem.hasPrefix("has more than") == true)
    }

    @Test func anEmptyFileSetsNothing() throws {
        var configuration = RunConfiguration()
        let folder = TemporaryFolder()
        try configuration.read(file: folder.write([], to: "run.yaml"))
        #expect(configuration == RunConfiguration())
    }

    @Test func deepNestingIsRefused() {
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
            let yaml = "data: " + String(repeating: open, count: 50_000) + String(repeating: close, count: 50_000)
            #expect(problem(yaml) != nil)
        }
    }

    @Test(arguments: [
        "\"\\e[2J\\n\": 1", "seed: \"\\u202e\\n\\0\"", "class_weight: {\"a\\nb\": ~}", "data: \u{1}", "da\u{FEFF}ta: 1",
    ])
    func anErrorIsOnePlainLine(yaml: String) throws {
        let text = try #require(problem(yaml))
        #expect(text.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
    }

    /// A name that is not like any other is not compared with all of them letter by letter, and is not printed whole.
    @Test func anErrorIsShort() throws {
        let long = String(repeating: "k", count: 900)
        for yaml in ["\(long): 1", "seed: \(long)", "class_weight: {\(long): ~}", "data: {\(long): 1}"] {
            #expect(try #require(problem(yaml)).utf8.count < 600)
        }
        #expect(Spelling.nearest(to: String(repeating: "k", count: 10_000_000), among: ["seed"]) == nil)
    }
}
