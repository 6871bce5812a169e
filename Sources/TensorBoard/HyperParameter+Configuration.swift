import Configuration
import Files
import Options

extension HyperParameter {
    /// The settings that must stay the same when a run is resumed, by key. Settings whose value is null are left out.
    static func settings(of configuration: RunConfiguration) -> [String: HyperParameter] {
        RunConfiguration.schema.settings.reduce(into: [:]) { settings, setting in
            guard !setting.mayChangeOnResume else { return }
            settings[setting.key] = HyperParameter(setting.write(configuration))
        }
    }

    /// The value of a setting as the configuration file has it: a flag, a number or a text. A mapping or a list becomes
    /// a JSON text. If the value is null, the result is nil.
    private init?(_ node: SettingNode) {
        guard !node.isNull else { return nil }
        switch node.content {
        case .plain(let text): self = Bool(text).map { .flag($0) } ?? Double(text).map { .number($0) } ?? .text(text)
        case .text(let text): self = .text(text)
        case .mapping, .list: self = .text(jsonText(node))
        }
    }
}
