import Foundation
import Testing

extension ClusterTests {
    /// Help, version and completion.
    @Suite struct Help {
        private let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
        }

        @Test func everyOptionHasItsDefault() throws {
            let root = try jsonObject(try sandbox.run("--experimental-dump-help").output)["command"]
            var count = 0
            for command in commands(below: try #require(root as? [String: Any])) {
                let process = try sandbox.start(command + ["--help"])
                #expect(try process.wait() == .exited(0))
                let options = try #require(process.output.firstRange(of: "OPTIONS:\n"), "\(command)")
                let entries = process.output[options.upperBound...].replacing(/\n {6,}/, with: " ")
                    .split(separator: "\n")
                // A flag that is not given is off. A required argument has no default.
                let needed = entries.filter { $0.hasPrefix("  --") && $0.contains(/^  --[a-z-]+( <|\/--no-)/) }
                    .filter { !$0.contains("A new folder.") && !$0.contains("A PNG file") }
                for entry in needed { #expect(entry.contains("(default: "), "\(entry)") }
                count += needed.count
            }
            #expect(count > 80)
        }

        /// The arguments of each command that has none below it.
        private func commands(below command: [String: Any]) -> [[String]] {
            let subcommands = (command["subcommands"] as? [[String: Any]] ?? []).filter {
                $0["commandName"] as? String != "help"
            }
            if subcommands.isEmpty { return [[]] }
            return subcommands.flatMap { subcommand in
                commands(below: subcommand).map { [subcommand["commandName"] as? String ?? ""] + $0 }
            }
        }

        @Test func defaultsAreThoseOfTheConfiguration() throws {
            let help = try sandbox.run("train", "--help").output.replacing(/\s+/, with: " ")
            for text in [
                "optimizer step. (default: 64)", "learning rate. (default: 0.0001)",
                "(default: 500, or 8 on generated faces)", "3 for RGB. (default: 1)",
                "for the next start. (default: yes)", "cannot be read, and count them. (default: no)",
            ] {
                #expect(help.contains(text), "\(text)")
            }
        }

        /// Shell completion knows the options that are made of the settings, and the words that are their values.
        @Test func completionKnowsSettings() throws {
            let script = try sandbox.run("--generate-completion-script", "fish").output
            for (command, option, end) in [
                ("train", "learning-rate", ""), ("train", "workers", ""), ("coordinator", "min-workers", ""),
                ("train", "no-cache", ""), ("train", "kernels", "'native portable'"),
            ] {
                let lines = script.split(separator: "\n").filter {
                    $0.contains("\"chorus \(command)\" ") && $0.contains("-l '\(option)'")
                }
                #expect(lines.count == 1 && lines[0].hasSuffix(end), "\(option)")
            }
            #expect(!script.contains("\"chorus coordinator\" workers\""))
        }

        @Test func version() throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../"
            let changes = contents(of: folder + "CHANGELOG.md")
            let number = try #require(changes.firstMatch(of: /\n## (\d+\.\d+\.\d+)/)?.output.1)
            let commit = try commit(folder + ".git/")
            #expect(try sandbox.run("--version").output == "chorus \(number)\(commit.map { " (\($0))" } ?? "")\n")
        }

        /// The commit of a working copy that is on main, or on no branch; nil elsewhere.
        private func commit(_ git: String) throws -> Substring? {
            var head = contents(of: git + "HEAD")
            if head == "ref: refs/heads/main\n" { head = contents(of: git + "refs/heads/main") }
            return head.firstMatch(of: /^[0-9a-f]{40}\n/)?.output.prefix(7)
        }
    }
}
