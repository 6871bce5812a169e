import Options
import PlainText
import Yams

/// The settings of an experiment, with a text about the experiment: what it is, where it comes from, what it reached.
/// If a run uses a recipe, the run's configuration file and command line override the recipe's settings.
///
/// A recipe comes with Chorus or is a file of the user. A recipe that comes with Chorus is a file in the folder
/// `Recipes` and an entry of `shipped`.
public struct Recipe: Sendable {
    /// The recipes that come with Chorus.
    private static let shipped: [(name: String, yaml: [UInt8])] = [
        ("paper", PackageResources.paper_yaml),
        ("hackersrealm", PackageResources.hackersrealm_yaml),
    ]

    /// The names of the recipes that come with Chorus.
    public static let names = shipped.map(\.name)

    /// The name of a recipe that comes with Chorus, or the path of the user's file.
    public let name: String
    /// The text of the recipe's file, in YAML.
    public let yaml: String
    /// The text under the recipe's key `about`, in one line; nil if the recipe does not have the key.
    public let about: String?

    /// Which recipe is used when a configuration file is read.
    public enum Source: Sendable {
        /// The recipe that the file names under its key `recipe`, if it has this key.
        case file
        /// The recipe with this name, instead of the one that the file names. With nil, no recipe is used.
        case instead(String?)
    }

    /// The key under which a recipe has a text about itself.
    static let aboutKey = "about"

    /// Reads a recipe: one that comes with Chorus, or a file.
    ///
    /// - Parameter name: the name of a recipe that comes with Chorus, or the path of a file. A path contains a `/` or
    ///   ends in `.yaml` or `.yml`.
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
    /// - Throws: ``ConfigurationError`` if the text is not YAML or not a recipe, or a setting in it is wrong.
    package init(name: String, yaml: String) throws(ConfigurationError) {
        self.name = name
        self.yaml = yaml
        let root = try YAMLText.composed(yaml, file: Recipe.place(of: name))
        about = try Recipe.about(in: root, file: Recipe.place(of: name))
        var trial = RunConfiguration()
        try trial.read(self)
    }

    /// The first sentence of ``about``; an empty text if ``about`` is nil.
    public var summary: String {
        let text = about ?? ""
        return text.firstRange(of: ". ").map { text[..<$0.lowerBound] + "." } ?? text
    }

    /// How an error message names the recipe `name`: by its path if it is a file of the user, or else as `recipe NAME`.
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
                problem: "is a key of configurations only: a recipe cannot build on another recipe")
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
    /// The key under which a configuration names its recipe.
    static let recipeKey = "recipe"

    /// Whether ``recipe`` is the path of a file, and not the name of a recipe that comes with Chorus.
    public var isRecipeFile: Bool { recipe.map(RunConfiguration.isPath) ?? false }

    /// Reads the settings of a recipe into this configuration, where they replace the values of the same settings. Sets
    /// ``recipe`` to the recipe's name.
    ///
    /// - Throws: ``ConfigurationError`` if a setting is wrong.
    public mutating func read(_ recipe: Recipe) throws(ConfigurationError) {
        try recipe.read(into: &self)
        self.recipe = recipe.name
    }
}
