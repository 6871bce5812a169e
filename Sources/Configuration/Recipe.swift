import Options
import PlainText
import Yams

/// A configuration with a text about it: what it is, where it comes from, what it reached. The settings of a
/// configuration file and of the command line override those of its recipe.
///
/// A recipe comes with Chorus, as a file of `Recipes` and an entry of `shipped`, or is a file of the user.
public struct Recipe: Sendable {
    /// The recipes that come with Chorus.
    private static let shipped: [(name: String, yaml: [UInt8])] = [
        ("paper", PackageResources.paper_yaml),
        ("hackersrealm", PackageResources.hackersrealm_yaml),
    ]

    /// The names of the recipes that come with Chorus.
    public static let names = shipped.map(\.name)

    /// The name, or the path of the file.
    public let name: String
    /// The file's text.
    public let yaml: String
    /// What `about` says, in one line; nil without this key.
    public let about: String?

    /// Which recipe is used when a configuration file is read.
    public enum Source: Sendable {
        /// From its key `recipe`, if it has it.
        case file
        /// The recipe of this name, instead of the one that the file names; nil for no recipe.
        case instead(String?)
    }

    /// The key of the text about a recipe.
    static let aboutKey = "about"

    /// Reads a recipe that comes with Chorus, or a file.
    ///
    /// - Parameter name: its name, or the path of a file: one that contains a `/` or ends in `.yaml` or `.yml`.
    /// - Throws: ``ConfigurationError`` for an unknown name, or a file that cannot be read or is not a recipe.
    public init(_ name: String) throws(ConfigurationError) {
        if RunConfiguration.isPath(name) {
            try self.init(name: name, yaml: YAMLText.read(name, as: "a recipe, a YAML file of settings"))
            return
        }
        guard let text = Recipe.shipped.first(where: { $0.name == name })?.yaml else {
            throw ConfigurationError(
                key: RunConfiguration.recipeKey,
                problem: "is \(excerpt(name)); \(Spelling.advice(for: name, among: Recipe.names))"
                    + " (the path of a recipe file holds a / or ends in .yaml)")
        }
        try self.init(name: name, yaml: String(decoding: text, as: UTF8.self))
    }

    /// Reads a recipe from its text.
    ///
    /// - Throws: ``ConfigurationError``.
    package init(name: String, yaml: String) throws(ConfigurationError) {
        self.name = name
        self.yaml = yaml
        let root = try YAMLText.composed(yaml, file: Recipe.place(of: name))
        about = try Recipe.about(in: root, file: Recipe.place(of: name))
        var trial = RunConfiguration()
        try trial.read(self)
    }

    /// The first sentence of ``about``; empty without it.
    public var summary: String {
        let text = about ?? ""
        return text.firstRange(of: ". ").map { text[..<$0.lowerBound] + "." } ?? text
    }

    /// The name of the file in errors.
    static func place(of name: String) -> String {
        RunConfiguration.isPath(name) ? name : "recipe \(name)"
    }

    /// Reads the settings of the recipe into a configuration.
    fileprivate func read(into configuration: inout RunConfiguration) throws(ConfigurationError) {
        let file = Recipe.place(of: name)
        let root = try YAMLText.composed(yaml, file: file)
        guard let mapping = root?.mapping else { return try configuration.read(root, file: file) }
        if let key = mapping.keys.first(where: { $0.string == RunConfiguration.recipeKey }) {
            throw ConfigurationError(
                file: file, line: key.mark?.line, key: RunConfiguration.recipeKey,
                problem: "is a key of configurations only: a recipe has no recipe below it")
        }
        let settings = mapping.filter { $0.key.string != Recipe.aboutKey }.map { ($0.key, $0.value) }
        try configuration.read(Node(settings, Tag(.map)), file: file)
    }

    private static func about(in root: Node?, file: String) throws(ConfigurationError) -> String? {
        guard let pair = root?.mapping?.first(where: { $0.key.string == aboutKey }) else { return nil }
        guard let text = SettingNode(pair.value).string else {
            throw ConfigurationError(
                file: file, line: pair.key.mark?.line, key: aboutKey,
                problem: "is \(SettingNode(pair.value).summary); it must be a text: what the recipe is, where it comes "
                    + "from, what it reached")
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension RunConfiguration {
    /// The key that names a recipe.
    static let recipeKey = "recipe"

    /// Whether ``recipe`` is the path of a file, and not the name of a recipe that comes with Chorus.
    public var isRecipeFile: Bool { recipe.map(RunConfiguration.isPath) ?? false }

    /// Reads the settings of a recipe; they replace those that are set.
    ///
    /// - Throws: ``ConfigurationError``.
    public mutating func read(_ recipe: Recipe) throws(ConfigurationError) {
        try recipe.read(into: &self)
        self.recipe = recipe.name
    }
}
