import Networks
import PlainText
import Yams

extension Setting {
    /// The error for YAML that is no value of this setting.
    func error(_ misfit: Misfit) -> ConfigurationError {
        let place = [key, misfit.subkey].compactMap { $0 }.joined(separator: ".")
        let advice = misfit.subkey == nil ? advice(for: misfit) : ""
        return ConfigurationError(
            line: misfit.line, key: place, problem: "is \(misfit.found); it must be \(expectation)\(advice)",
            optionProblem: "is \(misfit.found); it must be \(optionExpectation)\(advice)")
    }

    /// Whether a text that stands for itself is a value of this setting.
    func takes(_ text: String) -> Bool {
        var trial = RunConfiguration()
        return (try? read(.plain(text), &trial)) != nil && isValid(trial)
    }

    private func advice(for misfit: Misfit) -> String {
        guard let text = misfit.text else { return "" }
        if misfit.isQuoted, takes(text) { return "; write it without quotes" }
        guard !text.isEmpty, let choice = Spelling.nearest(to: text, among: choices) else { return "" }
        return "; did you mean '\(choice)'?"
    }
}

extension Node {
    /// A scalar without quotes.
    fileprivate static func plain(_ text: String) -> Node {
        .scalar(Scalar(text, Tag(.implicit), .plain))
    }
}

extension RunConfiguration {
    /// What is wrong with a text that an option of the command line gives as the value of a setting; nil if nothing is.
    ///
    /// - Parameters:
    ///   - text: the value.
    ///   - key: the setting's full key, for instance `optimizer.learning_rate`.
    ///   - option: what the error calls it, for instance `--learning-rate`.
    public static func problem(with text: String, for key: String, option: String) -> ConfigurationError? {
        guard let setting = Setting.all.first(where: { $0.key == key }) else { return nil }
        var trial = RunConfiguration()
        do throws(Misfit) {
            let node = Node.plain(text)
            guard !node.isNull else { throw Misfit(node: node) }
            try setting.read(node, &trial)
        } catch {
            return setting.error(error).ofOption(option)
        }
        return setting.isValid(trial) ? nil : setting.error(Misfit(node: setting.write(trial))).ofOption(option)
    }

    /// What a text must be that an option of the command line gives as the value of a setting.
    public static func optionExpectation(of key: String) -> String? {
        Setting.all.first { $0.key == key }?.optionExpectation
    }

    /// The full keys of all settings, in the order in which they are written.
    public static var keys: [String] { Setting.all.map(\.key) }
}
