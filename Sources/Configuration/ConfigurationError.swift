import PlainText

/// What is wrong with a run's configuration or with a model file.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file; nil for a value that came from elsewhere, for instance the command line.
    public var file: String?
    /// The line within the file, from 1.
    public var line: Int?
    /// The full key, for instance `optimizer.learning_rate`, or the option that gave its value; nil if the file as a
    /// whole is wrong.
    public private(set) var key: String?
    /// What is wrong and what to do, as the end of a sentence whose subject is the key.
    public private(set) var problem: String
    /// Replaces `problem` if the value came from an option of the command line; nil if `problem` fits that case too.
    private let optionProblem: String?
    /// The key of a second setting that the text of the problem mentions; nil if there is none.
    public let otherKey: String?
    /// The kind of the file, if it was given as another kind.
    public let instead: Instead?

    /// The kinds of files that are confused.
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
    ///   - optionProblem: the problem for a value from an option of the command line; nil if it is the same.
    ///   - otherKey: another key in the text of the problem.
    ///   - instead: the kind of the file, if it was given as another kind.
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

    /// The same error for a value that came from this option.
    public func ofOption(_ option: String) -> ConfigurationError {
        var error = self
        error.key = option
        error.problem = optionProblem ?? problem
        return error
    }

    /// The same error, with the other key replaced by the option that set it.
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
