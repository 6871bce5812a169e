extension Schema {
    /// The settings as a table in Markdown: key, option, default, allowed values, whether a resumed run may change the
    /// value, and what the setting is for.
    public var markdownTable: String {
        var lines = [
            "| key | option | default | values | on resume | what it is for |", "|---|---|---|---|---|---|",
        ]
        for setting in settings {
            let value = setting.write(defaults)
            let cells = [
                code(setting.key), optionWords(of: setting),
                setting.defaultWords ?? value.string.map(code) ?? "", setting.expectation, resumeWords(of: setting),
                setting.help,
            ]
            lines.append("| " + cells.map(cell).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func optionWords(of setting: Setting<Root>) -> String {
        guard let name = setting.optionName else { return "" }
        let forms = setting.isFlag ? "`--\(name)`, `--no-\(name)`" : "`--\(name)`"
        return setting.option?.command.map { "\(forms) (\($0))" } ?? forms
    }

    private func resumeWords(of setting: Setting<Root>) -> String {
        switch (setting.decidesBits, setting.mayChangeOnResume) {
        case (true, _): "fixed: it decides bits"
        case (false, true): "may change"
        case (false, false): "fixed: what it names decides bits"
        }
    }

    private func code(_ text: String) -> String { "`\(text)`" }

    private func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
