import Configuration
import Foundation
import Testing

/// The README's configuration, of which it says: "These are the defaults".
@Suite struct DocumentedDefaultsTests {
    @Test func areThoseOfTheProgram() throws {
        #expect(try RunConfiguration(yaml: documented(), file: "README.md") == RunConfiguration())
    }

    @Test func areAllSettings() throws {
        #expect(try Set(settings(of: documented())) == Set(settings(of: RunConfiguration().yaml())))
    }

    /// The first block of YAML.
    private func documented() throws -> String {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../README.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return String(try #require(text.firstMatch(of: /\n```yaml\n((.|\n)*?)```/)).output.1)
    }

    /// The keys, with that of their group before them.
    private func settings(of yaml: String) -> [String] {
        let lines = yaml.split(separator: "\n").map { $0.replacing(#/ +# .*/#, with: "") }
        // A line that begins with spaces continues the group of the line before it.
        let text = lines.joined(separator: "\n").replacing(#/\n +/#, with: " ")
        return text.split(separator: "\n").flatMap { line in
            let (group, value) = (line.prefix { $0 != ":" }, line.drop { $0 != "{" })
            let members = value.matches(of: /[{,] *([a-z_0-9]+):/).map { "\(group).\($0.output.1)" }
            return members.isEmpty ? [String(group)] : members
        }
    }
}
