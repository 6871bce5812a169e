/// How the command line calls a setting.
public struct CommandOption: Hashable, Sendable {
    /// The name without hyphens; nil for the last part of the key, `learning-rate` for `optimizer.learning_rate`.
    let name: String?
    /// What help calls the value; nil for the name.
    public let valueName: String?
    /// The only command that has the option; nil if each does that starts a run.
    public let command: String?

    /// An option.
    ///
    /// - Parameters:
    ///   - name: the name without hyphens; nil for the last part of the key.
    ///   - valueName: what help calls the value; nil for the name.
    ///   - command: the only command that has it; nil for all.
    public init(_ name: String? = nil, valueName: String? = nil, only command: String? = nil) {
        self.name = name
        self.valueName = valueName
        self.command = command
    }
}
