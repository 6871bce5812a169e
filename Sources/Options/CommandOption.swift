/// The option of the command line for a setting.
public struct CommandOption: Hashable, Sendable {
    /// The name without hyphens; nil for the last part of the key, `learning-rate` for `optimizer.learning_rate`.
    let name: String?
    /// The name of the value in the help text; nil for the option's name.
    public let valueName: String?
    /// The only command that has the option; nil if all commands that start a run have it.
    public let command: String?

    /// An option.
    ///
    /// - Parameters:
    ///   - name: the name without hyphens; nil for the last part of the key.
    ///   - valueName: the name of the value in the help text; nil for the option's name.
    ///   - command: the only command that has it; nil for all.
    public init(_ name: String? = nil, valueName: String? = nil, only command: String? = nil) {
        self.name = name
        self.valueName = valueName
        self.command = command
    }
}
