import Foundation
import PlainText

/// What the argument parser does not know about a program's commands and options, for instance the allowed values of an
/// option. ``ArgumentReview`` needs it to explain wrong arguments.
package protocol ArgumentKnowledge {
    /// The error for a word that is not a command but was typed where a command belongs. It may say which command was
    /// probably meant.
    func problem(withCommand word: String, in review: ArgumentReview) -> String
    /// Advice about an option that the command does not have, for instance which option was probably meant; nil if
    /// there is no advice.
    func advice(forOption word: String, in review: ArgumentReview) -> String?
    /// What the value of an option must be, as the end of a sentence, for instance `a whole number from 1 to 1024`; nil
    /// if no rule for the value is known.
    func expectation(of option: String) -> String?
    /// The error if an option has this value; nil if no rule is known that forbids the value.
    func problem(with value: String, of option: String) -> String?
}

extension ArgumentKnowledge {
    /// The default: says that the word is not a command, without a suggestion.
    package func problem(withCommand word: String, in review: ArgumentReview) -> String {
        "'\(word)' is not a command of \(review.typed.commandLine)"
    }
}

/// Explains what is wrong with arguments that the parser rejects or answers with help, and what was probably meant.
package struct ArgumentReview {
    /// The arguments, as they were typed.
    package let typed: TypedArguments
    private let knowledge: any ArgumentKnowledge
    /// The command that the arguments are for.
    package var command: CommandTree { typed.command }

    /// The arguments that ask the parser for a text, for instance for the help. The parser prints this text whatever
    /// the other arguments are. So if such a request was typed, the only error that a review reports is a wrong
    /// command.
    private static let requests: Set<TypedArguments.Item> = [
        .flag("--help", value: nil), .flag("-h", value: nil), .flag("--version", value: nil),
        .unknown("--help-hidden"), .unknown("--generate-completion-script"), .unknown("--experimental-dump-help"),
    ]

    /// A review of the arguments that were typed for a program. `knowledge` describes this program's commands and
    /// options.
    package init(_ typed: TypedArguments, by knowledge: any ArgumentKnowledge) {
        self.typed = typed
        self.knowledge = knowledge
    }

    /// The first error in the arguments, as one line; nil if this review finds no error.
    package var problem: String? {
        if command.hasCommands, case .positional(let word)? = typed.items.first {
            return knowledge.problem(withCommand: word, in: self)
        }
        guard !typed.asksForHelp, ArgumentReview.requests.isDisjoint(with: typed.items) else { return nil }
        for item in typed.items {
            switch item {
            case .unknown(let word):
                let advice = knowledge.advice(forOption: word, in: self).map { "; \($0)" } ?? ""
                return "unknown option '\(word)'\(advice)"
            case .option(let name, nil):
                return "\(name) needs a value" + (knowledge.expectation(of: name).map { ": \($0)" } ?? "")
            case .option(let name, let value?):
                if let problem = knowledge.problem(with: value, of: name) { return problem }
            case .flag(let name, _?):
                return "\(name) takes no value; \(adviceForFlag(name))"
            case .flag, .positional:
                break
            }
        }
        return command.hasCommands ? nil : problemWithPositionals
    }

    // MARK: Advice

    /// Suggests the command's option whose name differs from `name` only in case, hyphens or underscores; nil if the
    /// command has no such option.
    package func adviceForSpelling(of name: String) -> String? {
        command.longNames.first { Spelling.isSame($0, name) }.map { "did you mean '\($0)'?" }
    }

    /// Suggests the option, or the argument without a name, that is called `name` in other programs; nil if the command
    /// has no such option or argument.
    package func adviceForFamiliar(_ name: String) -> String? {
        for familiar in FamiliarOptions.meanings(of: name) {
            if command.longNames.contains(familiar) { return "did you mean '\(familiar)'?" }
            if let argument = command.positionals.first(where: { "<\($0.valueName ?? "")>" == familiar }) {
                return adviceForPositional(argument)
            }
        }
        return nil
    }

    /// Suggests the option whose name is most similar to `name`; nil if no option has a similar name.
    package func adviceForNearest(to name: String) -> String? {
        let names = command.longNames.map { String($0.dropFirst(2)) }
        return Spelling.nearest(to: name, among: names).map { "did you mean '--\($0)'?" }
    }

    /// Explains that `argument` is typed without a name, and shows the command with all arguments of this kind.
    package func adviceForPositional(_ argument: CommandTree.Argument) -> String {
        let all = command.positionals.map(\.usage).joined(separator: " ")
        return "\(argument.synopsis) is given without a name: '\(typed.commandLine) \(all)'"
    }

    /// How to write a flag that was typed with a value.
    private func adviceForFlag(_ name: String) -> String {
        let opposite = name.hasPrefix("--no-") ? "--" + name.dropFirst(5) : "--no-" + name.dropFirst(2)
        return command.longNames.contains(opposite)
            ? "write \(name) or \(opposite)" : "write \(name), or leave it out"
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

    /// The flag directly before a positional argument, as `--json` in `--json true`: the argument may be meant as the
    /// flag's value. Nil if no flag is directly before the argument.
    private func flag(before text: String) -> String? {
        for (item, next) in zip(typed.items, typed.items.dropFirst()) where next == .positional(text) {
            if case .flag(let name, nil) = item { return name }
        }
        return nil
    }
}
