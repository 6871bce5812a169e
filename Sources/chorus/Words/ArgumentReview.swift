import Configuration
import Foundation
import Networks
import Options

/// Explains what is wrong with arguments that the parser rejects or answers with help, and what was probably meant.
struct ArgumentReview {
    let typed: TypedArguments
    private var command: CommandTree { typed.command }
    private var root: CommandTree { typed.path[0] }

    /// The arguments that the parser answers regardless of all others.
    private static let requests: Set<TypedArguments.Item> = [
        .flag("--help", value: nil), .flag("-h", value: nil), .flag("--version", value: nil),
        .unknown("--help-hidden"), .unknown("--generate-completion-script"), .unknown("--experimental-dump-help"),
    ]

    init(_ typed: TypedArguments) {
        self.typed = typed
    }

    /// The first error, as one line; nil if no check here finds one.
    var problem: String? {
        if !command.subcommands.isEmpty, case .positional(let word)? = typed.items.first { return unknownCommand(word) }
        guard !typed.asksForHelp, ArgumentReview.requests.isDisjoint(with: typed.items) else { return nil }
        for item in typed.items {
            switch item {
            case .unknown(let word):
                return (["unknown option '\(word)'"] + [adviceForOption(word)].compactMap { $0 }).joined(
                    separator: "; ")
            case .option(let name, nil):
                return "\(name) needs a value" + (expectation(of: name).map { ": \($0)" } ?? "")
            case .option(let name, let value?):
                if let problem = problem(with: value, of: name) { return problem }
            case .flag(let name, _?):
                return "\(name) takes no value; \(adviceForFlag(name))"
            case .flag, .positional:
                break
            }
        }
        return command.subcommands.isEmpty ? problemWithPositionals : nil
    }

    // MARK: Commands

    private func unknownCommand(_ word: String) -> String {
        let names = command.subcommands.map(\.commandName)
        let typedCommand = typed.commandLine
        let unknown = "'\(word)' is not a command of \(typedCommand)"
        let isPath = FileManager.default.fileExists(atPath: word)
        if isPath, typed.path.count == 1 { return "\(unknown); to train on it: 'chorus train \(word)'" }
        if isPath, typedCommand == "chorus data" { return "\(unknown); did you mean 'chorus data summary \(word)'?" }
        if let familiar = FamiliarCommands.meaning(of: word, under: typed.path.dropFirst().map(\.commandName)) {
            return "\(unknown); did you mean '\(familiar)'?"
        }
        if let near = Spelling.nearest(to: word, among: names + ["help"]) {
            return "\(unknown); did you mean '\(commandLine(near))'?"
        }
        return "\(unknown); there are \(names.joined(separator: ", "))"
    }

    private func commandLine(_ name: String) -> String {
        let path = typed.path.dropFirst().map(\.commandName)
        if name == "help" { return (["chorus help"] + path).joined(separator: " ") }
        return ([typed.asksForHelp ? "chorus help" : "chorus"] + path + [name]).joined(separator: " ")
    }

    // MARK: Options

    private func adviceForOption(_ word: String) -> String? {
        let name = String(word.drop { "-–—".contains($0) })
        let names = command.longNames
        if let same = names.first(where: { Spelling.isSame($0, name) }) { return "did you mean '\(same)'?" }
        switch FamiliarNames.meaning(of: name) {
        case .setting(let key):
            if let option = RunConfiguration.schema[key]?.optionSpelling, names.contains(option) {
                return "did you mean '\(option)'?"
            }
            if key == "data.path", let data = command.positionals.first(where: { $0.valueName == "data" }) {
                return adviceForPositional(data)
            }
        case .note(let text): return text
        case nil: break
        }
        for familiar in FamiliarOptions.meanings(of: name) {
            if names.contains(familiar) { return "did you mean '\(familiar)'?" }
            if let argument = command.positionals.first(where: { "<\($0.valueName ?? "")>" == familiar }) {
                return adviceForPositional(argument)
            }
        }
        if let advice = adviceFromOtherCommands("--\(name)") { return advice }
        if names.contains("--config"), let key = keyWithoutOption(name) {
            return "'\(key)' is set in the YAML file that --config names"
        }
        if let near = Spelling.nearest(to: name, among: names.map { String($0.dropFirst(2)) }) {
            return "did you mean '--\(near)'?"
        }
        let familiar = FamiliarOptions.meanings(of: name).filter { $0.hasPrefix("--") }
        return familiar.lazy.compactMap(adviceFromOtherCommands).first
    }

    /// The commands that have an option which this one does not.
    private func adviceFromOtherCommands(_ option: String) -> String? {
        let most = 3
        let commands = otherCommands(having: option)
        guard !commands.isEmpty else { return nil }
        return "\(option) is an option of \(commands.prefix(most).joined(separator: ", "))"
            + (commands.count > most ? " and others" : "")
    }

    /// The full key of a setting that can be set in a file only.
    private func keyWithoutOption(_ name: String) -> String? {
        let meaning = FamiliarNames.meaning(of: name)
        return RunConfiguration.schema.settings.first { setting in
            (Spelling.isSame(setting.name, name) || meaning == .setting(setting.key))
                && setting.optionSpelling.map { command.longNames.contains($0) } != true
        }?.key
    }

    /// The commands, as they are typed, that have an option which this one does not.
    private func otherCommands(having option: String) -> [String] {
        func commands(_ tree: CommandTree, _ path: [String]) -> [String] {
            let path = path + [tree.commandName]
            let own = tree.longNames.contains(option) && option != "--help" && option != "--version"
            return (own ? [path.joined(separator: " ")] : []) + tree.subcommands.flatMap { commands($0, path) }
        }
        return commands(root, [])
    }

    private func adviceForPositional(_ argument: CommandTree.Argument) -> String {
        let all = command.positionals.map(\.usage).joined(separator: " ")
        return "\(argument.synopsis) is given without a name: '\(typed.commandLine) \(all)'"
    }

    private func adviceForFlag(_ name: String) -> String {
        let opposite = name.hasPrefix("--no-") ? "--" + name.dropFirst(5) : "--no-" + name.dropFirst(2)
        return command.longNames.contains(opposite)
            ? "write \(name) or \(opposite)" : "write \(name), or leave it out"
    }

    // MARK: Values

    private func expectation(of option: String) -> String? {
        OwnOptions.expectation(of: option)
            ?? RunConfiguration.schema.setting(ofOption: option)?.optionExpectation
    }

    private func problem(with value: String, of option: String) -> String? {
        if OwnOptions.expectation(of: option) != nil { return OwnOptions.problem(with: value, of: option) }
        guard let setting = RunConfiguration.schema.setting(ofOption: option) else { return nil }
        do throws(ConfigurationError) {
            var trial = RunConfiguration()
            try trial.set(setting, to: value)
            return nil
        } catch {
            return error.ofOption(option).description
        }
    }

    private var problemWithPositionals: String? {
        let expected = command.positionals
        let given = typed.positionals
        let isOpen = expected.contains(where: \.isRepeating)
        let missing = command.requiredOptions.first { !$0.spellings.contains(where: typed.names.contains) }
        let usage = ([typed.commandLine] + expected.map(\.usage)).joined(separator: " ")
        if !isOpen, given.count > expected.count {
            let extra = given[expected.count]
            if let missing, let option = missing.spellings.first {
                return "\(option) is missing; did you mean '\(option) \(extra)'?"
            }
            if let flag = flag(before: extra), ["true", "false", "yes", "no", "on", "off", "0", "1"].contains(extra) {
                return "\(flag) takes no value; \(adviceForFlag(flag))"
            }
            let joined = given[max(0, expected.count - 1)...].joined(separator: " ")
            let quotes = FileManager.default.fileExists(atPath: joined) ? "; a path with spaces needs quotes" : ""
            return "'\(extra)' is one argument too many: '\(usage)'\(quotes)"
        }
        if let needed = expected.enumerated().first(where: { $0 >= given.count && !$1.isOptional })?.element {
            return "\(needed.synopsis) is missing: '\(usage)'"
        }
        return missing.map { "\($0.synopsis) is missing" }
    }

    /// The flag that a positional argument was typed directly behind.
    private func flag(before text: String) -> String? {
        for (item, next) in zip(typed.items, typed.items.dropFirst()) where next == .positional(text) {
            if case .flag(let name, nil) = item { return name }
        }
        return nil
    }
}
