import Configuration
import Foundation
import PlainText
import Options
import Programs

/// What `chorus` knows of its commands, and of its options, most of which are settings of a run. Messages about wrong
/// arguments use this knowledge.
struct ChorusKnowledge: ArgumentKnowledge {
    // MARK: Commands

    func problem(withCommand word: String, in review: ArgumentReview) -> String {
        let typed = review.typed
        let names = typed.command.subcommands.map(\.commandName)
        let typedCommand = typed.commandLine
        let unknown = "'\(word)' is not a command of \(typedCommand)"
        let isPath = FileManager.default.fileExists(atPath: word)
        if isPath, typed.path.count == 1 { return "\(unknown); to train on it: 'chorus train \(word)'" }
        if isPath, typedCommand == "chorus data" { return "\(unknown); did you mean 'chorus data summary \(word)'?" }
        if let familiar = FamiliarCommands.meaning(of: word, under: typed.path.dropFirst().map(\.commandName)) {
            return "\(unknown); did you mean '\(familiar)'?"
        }
        if let near = Spelling.nearest(to: word, among: names + ["help"]) {
            return "\(unknown); did you mean '\(commandLine(near, behind: typed))'?"
        }
        return "\(unknown); there are \(names.joined(separator: ", "))"
    }

    private func commandLine(_ name: String, behind typed: TypedArguments) -> String {
        let path = typed.path.dropFirst().map(\.commandName)
        if name == "help" { return (["chorus help"] + path).joined(separator: " ") }
        return ([typed.asksForHelp ? "chorus help" : "chorus"] + path + [name]).joined(separator: " ")
    }

    // MARK: Options

    func advice(forOption word: String, in review: ArgumentReview) -> String? {
        let name = String(word.drop { "-–—".contains($0) })
        let names = review.command.longNames
        if let advice = review.adviceForSpelling(of: name) { return advice }
        switch FamiliarNames.meaning(of: name) {
        case .setting(let key):
            if let option = RunConfiguration.schema[key]?.optionSpelling, names.contains(option) {
                return "did you mean '\(option)'?"
            }
            if key == "data.path", let data = review.command.positionals.first(where: { $0.valueName == "data" }) {
                return review.adviceForPositional(data)
            }
        case .note(let text): return text
        case nil: break
        }
        if let advice = review.adviceForFamiliar(name) { return advice }
        if let advice = adviceFromOtherCommands("--\(name)", than: review.typed) { return advice }
        if names.contains("--config"), let key = keyWithoutOption(name, of: review.command) {
            return "'\(key)' is set in the YAML file that --config names"
        }
        if let advice = review.adviceForNearest(to: name) { return advice }
        let familiar = FamiliarOptions.meanings(of: name).filter { $0.hasPrefix("--") }
        return familiar.lazy.compactMap { adviceFromOtherCommands($0, than: review.typed) }.first
    }

    /// Advice for an option that the typed command does not have: which commands have the option. Nil if no command has
    /// it.
    private func adviceFromOtherCommands(_ option: String, than typed: TypedArguments) -> String? {
        let most = 3
        let commands = commands(having: option, in: typed.path[0], behind: [])
        guard !commands.isEmpty else { return nil }
        return "\(option) is an option of \(commands.prefix(most).joined(separator: ", "))"
            + (commands.count > most ? " and others" : "")
    }

    /// The full key of the setting that a name means, if the command has no option for this setting. Nil if the command
    /// has one, or the name means no setting.
    private func keyWithoutOption(_ name: String, of command: CommandTree) -> String? {
        let meaning = FamiliarNames.meaning(of: name)
        return RunConfiguration.schema.settings.first { setting in
            (Spelling.isSame(setting.name, name) || meaning == .setting(setting.key))
                && setting.optionSpelling.map { command.longNames.contains($0) } != true
        }?.key
    }

    /// The commands that have an option, each as it is typed, for instance `chorus data list`.
    private func commands(having option: String, in tree: CommandTree, behind path: [String]) -> [String] {
        let path = path + [tree.commandName]
        let own = tree.longNames.contains(option) && option != "--help" && option != "--version"
        return (own ? [path.joined(separator: " ")] : [])
            + tree.subcommands.flatMap { commands(having: option, in: $0, behind: path) }
    }

    // MARK: Values

    func expectation(of option: String) -> String? {
        OwnOptions.expectation(of: option)
            ?? RunConfiguration.schema.setting(ofOption: option)?.optionExpectation
    }

    func problem(with value: String, of option: String) -> String? {
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
}
