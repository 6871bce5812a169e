import ArgumentParser
import Foundation

/// The commands and their options, as the parser knows them.
struct CommandTree: Decodable {
    /// Its own name, for instance `train`.
    let commandName: String
    /// The commands below it.
    let subcommands: [CommandTree]
    private let arguments: [Argument]

    /// An option, a flag, or an argument that has no name.
    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: Kind
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool
        let names: [Name]?
        let valueName: String?

        /// For instance `["--help", "-h"]`.
        var spellings: [String] {
            (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
        }

        /// The synopsis, in brackets if it may be left out.
        var usage: String { isOptional ? "[\(synopsis)]" : synopsis }

        /// For instance `--out <dir>`, `<data>` or `<images> …`.
        var synopsis: String {
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

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        commandName = try container.decode(String.self, forKey: .commandName)
        subcommands = try container.decodeIfPresent([CommandTree].self, forKey: .subcommands) ?? []
        arguments = try container.decodeIfPresent([Argument].self, forKey: .arguments) ?? []
    }

    /// The tree below a command; nil if the parser describes it otherwise than it does today.
    static func below(_ command: any ParsableCommand.Type) -> CommandTree? {
        struct Description: Decodable {
            let command: CommandTree
        }
        return try? JSONDecoder().decode(Description.self, from: Data(command._dumpHelp().utf8)).command
    }

    /// The options and flags that help shows, by their long names.
    var longNames: [String] {
        arguments.filter { $0.kind != .positional && $0.shouldDisplay }.flatMap(\.spellings).filter {
            $0.hasPrefix("--")
        }
    }

    /// The option or flag of this spelling, hidden ones among them.
    func option(_ spelling: String) -> Argument? {
        arguments.first { $0.kind != .positional && $0.spellings.contains(spelling) }
    }

    /// The arguments that have no name, in their order.
    var positionals: [Argument] {
        arguments.filter { $0.kind == .positional }
    }

    /// The options that must be there.
    var requiredOptions: [Argument] {
        arguments.filter { $0.kind == .option && !$0.isOptional }
    }
}
