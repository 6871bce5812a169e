import Networks
import Options

extension RunSetting {
    /// The error for what is no value of this setting.
    func error(_ misfit: Misfit) -> ConfigurationError {
        let place = [key, misfit.subkey].compactMap { $0 }.joined(separator: ".")
        let found = misfit.node.summary
        let advice = misfit.subkey == nil ? advice(for: misfit.node) : ""
        return ConfigurationError(
            line: misfit.node.line, key: place, problem: "is \(found); it must be \(expectation)\(advice)",
            optionProblem: "is \(found); it must be \(optionExpectation)\(advice)")
    }

    /// Whether a text that stands for itself is a value of this setting.
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
    /// Sets a setting from a text that stands for itself, as on the command line, and checks its range.
    ///
    /// - Throws: ``ConfigurationError`` that names the key; ``ConfigurationError/ofOption(_:)`` names an option instead.
    public mutating func set(_ setting: RunSetting, to text: String) throws(ConfigurationError) {
        do throws(Misfit) {
            try setting.set(text, in: &self)
        } catch {
            throw setting.error(error)
        }
    }
}
