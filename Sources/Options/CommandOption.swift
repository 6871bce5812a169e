/// The option of the command line for a setting.
public struct CommandOption: Hashable, Sendable {
    /// The option's name without the leading hyphens. If nil, the name follows from the last part of the setting's key:
    /// `learning-rate` for `optimizer.learning_rate`.
    let name: String?
    /// What stands for the option's value in the help text, for instance `steps` in `--verify-every <steps>`. If nil,
    /// the option's name stands for the value.
    public let valueName: String?
    /// The only command that has the option. If nil, all commands that start a run have the option.
    public let command: String?

    /// An option.
    ///
    /// - Parameters:
    ///   - name: the option's name without the leading hyphens. If nil, the name follows from the last part of the
    ///     setting's key.
    ///   - valueName: what stands for the option's value in the help text. If nil, the option's name.
    ///   - command: the only command that has the option. If nil, all commands that start a run have the option.
    public init(_ name: String? = nil, valueName: String? = nil, only command: String? = nil) {
        self.name = name
        self.valueName = valueName
        self.command = command
    }
}
