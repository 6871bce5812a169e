import Networks
import Options
import PlainText

extension RunSetting {
    /// The error for a wrong value of this setting, with the allowed values and, if possible, the value that may be
    /// meant.
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

    /// Whether `text`, written without quotes, is an allowed value of this setting. If so, an error text may suggest
    /// it.
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
    /// Sets a setting from a text as on the command line, and checks that the value is allowed.
    ///
    /// - Throws: ``ConfigurationError`` that names the setting's key. If the text came from an option, the caller can
    ///   replace the key by the option's name with ``ConfigurationError/ofOption(_:)``.
    public mutating func set(_ setting: RunSetting, to text: String) throws(ConfigurationError) {
        do throws(Misfit) {
            try setting.set(text, in: &self)
        } catch {
            throw setting.error(error)
        }
    }
}
