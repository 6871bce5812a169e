import ArgumentParser
import Foundation

/// The arguments of a command line, taken apart: the command, then its options, flags and words.
package struct TypedArguments {
    /// One typed argument: an option, a flag, or a word.
    package enum Item: Hashable {
        /// An option of the command. `value` is what was typed as its value; nil if no value was typed.
        case option(String, value: String?)
        /// A flag of the command. `value` is the text after `=`, which a flag should not have; nil without `=`.
        case flag(String, value: String?)
        /// A word that begins like an option, but is not an option of the command.
        case unknown(String)
        /// A positional argument: it has no name.
        case positional(String)
    }

    /// The commands that were typed, from the program itself to the command that the arguments are for.
    package private(set) var path: [CommandTree]
    /// The arguments after the command's name, in the order in which they were typed. An option and its value are one
    /// item.
    package private(set) var items: [Item] = []
    /// All arguments for the parser. A value that begins with a hyphen, for instance a negative number, is joined to
    /// its option by `=`. Otherwise the parser would take the value for an option.
    package private(set) var joined: [String]
    /// Whether the arguments begin with `help`, as in `chorus help train`: then they ask for the help of a command.
    package private(set) var asksForHelp = false

    /// The command that the arguments are for.
    package var command: CommandTree { path[path.count - 1] }
    /// The names of the program and of the command as they are typed, for instance `chorus data summary`.
    package var commandLine: String { path.map(\.commandName).joined(separator: " ") }

    /// Takes arguments apart. The name of the program is not among them; `root` describes the program.
    package init(_ arguments: [String], root: CommandTree) {
        path = [root]
        joined = []
        var rest = arguments[...]
        if rest.first == "help" {
            asksForHelp = true
            joined.append(rest.removeFirst())
        }
        while let word = rest.first, let next = command.subcommands.first(where: { $0.commandName == word }) {
            path.append(next)
            joined.append(rest.removeFirst())
        }
        while let word = rest.popFirst() {
            joined.append(word)
            if word == "--" {
                items += rest.map(Item.positional)
                joined += rest
                return
            }
            let item = item(of: word)
            if case .option(let name, nil) = item, let value = rest.first, !looksLikeOption(value) {
                rest.removeFirst()
                items.append(.option(name, value: value))
                if value.hasPrefix("-") { joined[joined.count - 1] += "=" + value } else { joined.append(value) }
            } else {
                items.append(item)
            }
        }
    }

    /// Returns the arguments for a command with each negative number joined to its option: `--epochs -3` becomes
    /// `--epochs=-3`. Otherwise the parser would take the number for an option, and its error would not name
    /// `--epochs`.
    package static func joiningNumbers(_ arguments: [String], for command: any ParsableCommand.Type) -> [String] {
        guard arguments.contains(where: { $0.starts(with: /-[0-9.]/) }), let root = CommandTree.below(command) else {
            return arguments
        }
        return TypedArguments(arguments, root: root).joined
    }

    private func item(of word: String) -> Item {
        guard looksLikeOption(word) else { return .positional(word) }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let value = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
        if let known = command.option(parts[0]) {
            return known.kind == .option ? .option(parts[0], value: value) : .flag(parts[0], value: value)
        }
        let isCluster = !word.hasPrefix("--") && word.dropFirst().allSatisfy { command.option("-\($0)") != nil }
        return isCluster ? .flag(word, value: nil) : .unknown(parts[0])
    }

    /// Whether a word is meant as an option: it begins with a hyphen, or with a dash, which some editors put in the
    /// place of hyphens. A negative number is not an option, nor is the single hyphen that stands for standard input.
    private func looksLikeOption(_ word: String) -> Bool {
        guard let first = word.first, "-–—".contains(first), word.count > 1 else { return false }
        return word.wholeMatch(of: /-[0-9.][0-9.eE+-]*/) == nil
    }

    /// The options that were typed with a value, each with this value.
    package var values: [(option: String, value: String)] {
        items.compactMap { item in
            if case .option(let name, let value?) = item { (name, value) } else { nil }
        }
    }

    /// The names of the command's options and flags that were typed.
    package var names: [String] {
        items.compactMap { item in
            switch item {
            case .option(let name, _), .flag(let name, _): name
            case .unknown, .positional: nil
            }
        }
    }

    /// The positional arguments, in the order in which they were typed.
    package var positionals: [String] {
        items.compactMap { item in
            if case .positional(let text) = item { text } else { nil }
        }
    }
}
