import PlainText

/// What is wrong with a run's configuration or with a model file.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file that has the error; nil for a value that came from elsewhere, for instance the command line.
    public var file: String?
    /// The line within the file, counted from 1; nil if no line is known.
    public var line: Int?
    /// The full key of the setting, for instance `optimizer.learning_rate`, or the option of the command line that gave
    /// the setting its value; nil if the file as a whole is wrong.
    public private(set) var key: String?
    /// What is wrong and what to do, as the end of a sentence whose subject is the key.
    public private(set) var problem: String
    /// The text that replaces `problem` if the value came from an option of the command line; nil if `problem` fits
    /// that case too.
    private let optionProblem: String?
    /// The key of a second setting, if ``problem`` mentions it; nil otherwise.
    public let otherKey: String?
    /// What the file really is, if the user gave a file of another kind by mistake; nil otherwise. The command line
    /// then adds by which option such a file must be given.
    public let instead: Instead?

    /// What a file really is that the user gave in place of a configuration or a model.
    public enum Instead: Hashable, Sendable {
        /// A configuration that was given as a model.
        case configuration
        /// A model that was given as a configuration.
        case model
        /// A table of images that was given as a configuration.
        case table
        /// A recipe that was given as a configuration.
        case recipe
    }

    /// An error at a line or key.
    ///
    /// - Parameters:
    ///   - optionProblem: the text that replaces `problem` if the value came from an option of the command line; nil if
    ///     `problem` fits that case too.
    ///   - otherKey: the key of a second setting that `problem` mentions.
    ///   - instead: what the file really is, if the user gave a file of another kind by mistake.
    public init(
        file: String? = nil, line: Int? = nil, key: String? = nil, problem: String, optionProblem: String? = nil,
        otherKey: String? = nil, instead: Instead? = nil
    ) {
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        self.optionProblem = optionProblem
        self.otherKey = otherKey
        self.instead = instead
    }

    /// The same error with the name of the file.
    func inFile(_ file: String) -> ConfigurationError {
        var error = self
        error.file = file
        return error
    }

    /// The same error for a value that came from this option of the command line. The option replaces the key, and
    /// `optionProblem`, if it is not nil, replaces the text.
    public func ofOption(_ option: String) -> ConfigurationError {
        var error = self
        error.key = option
        error.problem = optionProblem ?? problem
        return error
    }

    /// The same error for a second setting that came from an option of the command line. In the text, the option
    /// replaces ``otherKey``.
    public func otherKeyGivenByOption(_ option: String) -> ConfigurationError {
        guard let otherKey else { return self }
        var error = self
        error.problem = problem.replacing(otherKey, with: option)
        return error
    }

    /// One line for a person, for instance
    /// `run.yaml:7: optimizer.learning_rate is -1.0; it must be a number above 0 and at most 1`.
    public var description: String {
        let location = file.map { file in line.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
        return errorLine(location + (key.map { "\(excerpt($0)) " } ?? "") + problem)
    }
}
