import ArgumentParser
import Foundation

/// A command with its options and its subcommands, as the argument parser describes them.
package struct CommandTree: Decodable {
    /// The name of this command, for instance `train`.
    package let commandName: String
    /// The subcommands of this command.
    package let subcommands: [CommandTree]
    private let arguments: [Argument]

    /// An option, a flag, or an argument that has no name.
    package struct Argument: Decodable {
        package enum Kind: String, Decodable {
            case positional, option, flag
        }

        private struct Name: Decodable {
            let kind: String
            let name: String
        }

        package let kind: Kind
        package let isOptional: Bool
        package let isRepeating: Bool
        package let shouldDisplay: Bool
        private let names: [Name]?
        package let valueName: String?

        /// The names of the argument as they are typed, for instance `["--help", "-h"]`; empty if it has no name.
        package var spellings: [String] {
            (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
        }

        /// The ``synopsis``, in brackets if the argument may be left out.
        package var usage: String { isOptional ? "[\(synopsis)]" : synopsis }

        /// The argument as help texts show it, for instance `--out <dir>`, `<data>` or `<images> …`.
        package var synopsis: String {
            let value = "<\(valueName ?? "value")>"
            switch kind {
            case .positional: return value + (isRepeating ? " …" : "")
            case .option: return "\(spellings.first ?? "") \(value)"
            case .flag: return spellings.first ?? ""
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case commandName, subcommands, arguments
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        commandName = try container.decode(String.self, forKey: .commandName)
        subcommands = try container.decodeIfPresent([CommandTree].self, forKey: .subcommands) ?? []
        arguments = try container.decodeIfPresent([Argument].self, forKey: .arguments) ?? []
    }

    /// The tree of a command; nil if the parser's description of the command cannot be decoded, for instance because a
    /// new release of the parser has another format.
    package static func below(_ command: any ParsableCommand.Type) -> CommandTree? {
        struct Description: Decodable {
            let command: CommandTree
        }
        return try? JSONDecoder().decode(Description.self, from: Data(command._dumpHelp().utf8)).command
    }

    /// Whether the command has subcommands. `help` does not count: the parser adds it also to a program that has no
    /// other subcommand.
    package var hasCommands: Bool { subcommands.contains { $0.commandName != "help" } }

    /// The long names of the options and flags that the help shows, for instance `--out`.
    package var longNames: [String] {
        arguments.filter { $0.kind != .positional && $0.shouldDisplay }.flatMap(\.spellings).filter {
            $0.hasPrefix("--")
        }
    }

    /// The option or flag that is typed as `spelling`, for instance as `--out`; nil if there is none. An option or flag
    /// that the help does not show is found too.
    package func option(_ spelling: String) -> Argument? {
        arguments.first { $0.kind != .positional && $0.spellings.contains(spelling) }
    }

    /// The arguments that have no name, in the order in which they are typed.
    package var positionals: [Argument] {
        arguments.filter { $0.kind == .positional }
    }

    /// The options that must be given.
    package var requiredOptions: [Argument] {
        arguments.filter { $0.kind == .option && !$0.isOptional }
    }
}
