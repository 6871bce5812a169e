import Networks
import Options
import PlainText

extension RunSetting {
    /// The error for a wrong value of this setting.
    func error(_ misfit: Misfit) -> ConfigurationError {
        let fullKey = [key, misfit.subkey].compactMap { $0 }.joined(separator: ".")
        if let problem = misfit.problem {
            return ConfigurationError(line: misfit.node.line, key: fullKey, problem: problem)
        }
        let found = misfit.node.summary
        let advice = misfit.subkey == nil ? advice(for: misfit.node) : ""
        return ConfigurationError(
            line: misfit.node.line, key: fullKey, problem: "is \(found); it must be \(expectation)\(advice)",
            optionProblem: "is \(found); it must be \(optionExpectation)\(advice)")
    }

    /// Whether a plain text is a value of this setting.
    func takes(_ text: String) -> Bool {
        var trial = RunConfiguration()
        return (try? set(text, in: &trial)) != nil
    }

    private func advice(for node: SettingNode) -> String {
        guard let text = node.string else { return "" }
        if case .text = node.content, takes(text) { return "; write it without quotes" }
        guard !text.isEmpty, let choice = Spelling.nearest(to: text, among: choices) else { return "" }
        return "; did you mean '\(choice)'?"
    }
}

extension RunConfiguration {
    /// Sets a setting from a plain text, as on the command line, and checks its range.
    ///
    /// - Throws: ``ConfigurationError`` that names the key; ``ConfigurationError/ofOption(_:)`` names an option
    ///   instead.
    public mutating func set(_ setting: RunSetting, to text: String) throws(ConfigurationError) {
        do throws(Misfit) {
            try setting.set(text, in: &self)
        } catch {
            throw setting.error(error)
        }
    }
}
