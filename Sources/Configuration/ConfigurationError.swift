import PlainText

/// What is wrong with a run's configuration or with a model file.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file; nil for a value that came from elsewhere, for instance the command line.
    public var file: String?
    /// The line within the file, from 1.
    public var line: Int?
    /// The full key, for instance `optimizer.learning_rate`; nil if the file as a whole is wrong.
    public let key: String?
    /// What is wrong and what to do, as the end of a sentence whose subject is the key.
    public let problem: String

    /// An error at a place.
    public init(file: String? = nil, line: Int? = nil, key: String? = nil, problem: String) {
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
    }

    /// One line for a person, for instance
    /// `run.yaml:7: optimizer.learning_rate is -1.0; it must be a number above 0 and at most 1`.
    public var description: String {
        let place = file.map { file in line.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
        return errorLine(place + (key.map { "\(excerpt($0)) " } ?? "") + problem)
    }
}
