import Files
import Networks
import Options
import PlainText
import Yams

extension RunConfiguration {
    /// Reads a configuration from a YAML text. Settings that the text leaves out have their defaults. If the text has
    /// the key `recipe`, only the recipe's name is read, not the recipe's settings.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: the name of the file, for errors.
    /// - Throws: ``ConfigurationError`` for a text that is not YAML, or that is a model or a recipe; for an unknown
    ///   key, with a suggestion; and for a value that is of the wrong kind, out of range, or in conflict with another
    ///   value.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        self.init()
        try read(YAMLText.composed(yaml, file: file), file: file)
    }

    /// Reads the settings of a configuration file. Each setting in the file replaces the value that this configuration
    /// has. Before that, the settings of a recipe are read in the same way: by default, of the recipe that the file
    /// names. The file `config.yaml` of a run directory has all settings, so by default no recipe is read before it.
    ///
    /// - Parameters:
    ///   - origin: `.given` for a file that the user has named, `.own` for `config.yaml` of a run directory.
    ///   - source: which recipe's settings are read before those of the file.
    /// - Throws: as ``init(yaml:file:)``, and for a file or recipe that cannot be read.
    public mutating func read(
        file path: String, _ origin: InputFile.Origin = .given, recipe source: Recipe.Source = .file
    ) throws(ConfigurationError) {
        let text = try YAMLText.read(path, origin, as: "a configuration, a YAML file of settings")
        if path.lowercased().hasSuffix(".csv") {
            throw ConfigurationError(
                file: path, problem: "is a table and not a configuration", instead: .table)
        }
        let root = try YAMLText.composed(text, file: path)
        switch source {
        case .file: if origin == .given { try readRecipe(of: root, file: path) }
        case .instead(let name?): try read(Recipe(name))
        case .instead(nil): break
        }
        try read(root, file: path)
        if case .instead(let name) = source { recipe = name }
    }

    /// Reads the settings of the recipe that a configuration file names, if the file names one. The error for an
    /// unknown recipe has the line number of the file's key `recipe`.
    private mutating func readRecipe(of root: Node?, file: String) throws(ConfigurationError) {
        let key = RunConfiguration.recipeKey
        guard let pair = root?.mapping?.first(where: { $0.key.string == key }),
            let name = try? Optional<String>(reading: SettingNode(pair.value))
        else { return }
        do throws(ConfigurationError) {
            try read(Recipe(name))
        } catch {
            guard error.file == nil else { throw error }
            var error = error.inFile(file)
            error.line = pair.key.mark?.line
            throw error
        }
    }

    /// Reads the settings of a parsed YAML text, and then checks the whole configuration. An empty text, whose root is
    /// nil or null, changes nothing.
    mutating func read(_ root: Node?, file: String) throws(ConfigurationError) {
        guard let root, !SettingNode(root).isNull else { return }
        var lines: [String: Int] = [:]
        do throws(ConfigurationError) {
            try refuseModel(root)
            try refuseRecipe(root)
            try read(root, group: nil, lines: &lines)
            try validate()
        } catch {
            var error = error.inFile(file)
            error.line = error.line ?? error.key.flatMap { lines[$0] }
            throw error
        }
    }

    /// The configuration as a YAML text with all settings. Reading the text gives an equal configuration.
    public func yaml() -> String {
        var pairs: [(Node, Node)] = []
        var written: Set<String> = []
        let settings = RunConfiguration.schema.settings
        for setting in settings {
            guard let group = setting.group else {
                pairs.append((Node(setting.key), setting.write(self).yaml))
                continue
            }
            guard written.insert(group).inserted else { continue }
            if RunConfiguration.schema.nullableGroup(group)?.isNull(self) == true {
                pairs.append((Node(group), SettingNode.null.yaml))
                continue
            }
            let members = settings.filter { $0.group == group }.map { (Node($0.name), $0.write(self).yaml) }
            pairs.append((Node(group), Node(members, Tag(.map), .flow)))
        }
        do {
            return try serialize(node: Node(pairs, Tag(.map), .block), width: -1, allowUnicode: true)
        } catch {
            preconditionFailure("a configuration that is not YAML: \(error)")
        }
    }

    /// Throws if the text has the key `layers`: it is a model file, given as a configuration by mistake.
    private func refuseModel(_ root: Node) throws(ConfigurationError) {
        guard let layers = root.mapping?.keys.first(where: { $0.string == "layers" }) else { return }
        throw ConfigurationError(
            line: layers.mark?.line,
            problem: "is a model, as it has layers, and not a configuration", instead: .model)
    }

    /// Throws if the text has the key `about`: it is a recipe, given as a configuration by mistake.
    private func refuseRecipe(_ root: Node) throws(ConfigurationError) {
        guard let about = root.mapping?.keys.first(where: { $0.string == Recipe.aboutKey }) else { return }
        throw ConfigurationError(
            line: about.mark?.line, key: Recipe.aboutKey, problem: "is a key of recipes, and this is a configuration",
            instead: .recipe)
    }

    /// Reads the settings of one mapping: a group, or the top level if `group` is nil. Adds the line number of each key
    /// to `lines`, so that an error of a later check can name the line.
    private mutating func read(
        _ node: Node, group: String?, lines: inout [String: Int]
    ) throws(ConfigurationError) {
        let schema = RunConfiguration.schema
        let settings = schema.settings.filter { $0.group == group }
        let names = settings.map(\.name) + (group == nil ? schema.groups : [])
        guard let mapping = node.mapping else {
            throw ConfigurationError(
                line: node.mark?.line, key: group ?? "the configuration",
                problem: "is \(SettingNode(node).summary); it must be a mapping with keys among "
                    + names.joined(separator: ", ")
                    + (group.flatMap(schema.nullableGroup).map { ", or null for \($0.nullMeaning)" } ?? "")
                    + mappingAdvice(for: node, settings: settings, group: group))
        }
        for (keyNode, value) in mapping {
            let name = keyNode.string ?? SettingNode(keyNode).summary
            let key = [group, name].compactMap { $0 }.joined(separator: ".")
            let line = keyNode.mark?.line
            lines[key] = line
            if let setting = settings.first(where: { $0.name == name }) {
                do throws(Misfit) {
                    try setting.read(SettingNode(value), &self)
                } catch {
                    throw setting.error(error)
                }
            } else if group == nil, schema.groups.contains(name) {
                try readGroup(name, value, lines: &lines)
            } else {
                throw ConfigurationError(
                    line: line, key: key, problem: "is not a setting; \(advice(for: name, among: names))")
            }
        }
    }

    /// Reads the value of a group of settings. Some groups may be null, such as `early_stopping`: null and `none` set
    /// them to null, and a mapping gives a group that is null its defaults first. For any other group, null changes
    /// nothing.
    private mutating func readGroup(
        _ name: String, _ value: Node, lines: inout [String: Int]
    ) throws(ConfigurationError) {
        let node = SettingNode(value)
        let group = RunConfiguration.schema.nullableGroup(name)
        if group != nil ? node.isNone : node.isNull {
            group?.clear(&self)
        } else {
            group?.fill(&self, RunConfiguration())
            try read(value, group: name, lines: &lines)
        }
    }

    /// The end of the error text for a value that should be a mapping. At the top level it says how to write settings;
    /// in a group, as for `optimizer: adam`, it suggests the setting that may be meant. Returns an empty text if no
    /// setting of the group allows the value.
    private func mappingAdvice(for node: Node, settings: [RunSetting], group: String?) -> String {
        guard group != nil else { return "; write each as 'key: value', with a space after the colon" }
        guard let text = node.scalar?.string, let setting = settings.first(where: { $0.takes(text) }) else { return "" }
        return "; did you mean {\(setting.name): \(excerpt(text))}?"
    }

    /// The end of the error text for an unknown key. It suggests a setting that has this name in another group, or says
    /// what a name from other programs means here, or else suggests the most similar key.
    private func advice(for name: String, among names: [String]) -> String {
        let settings = RunConfiguration.schema.settings
        if let setting = settings.first(where: { Spelling.isSame($0.name, name) && !names.contains($0.name) }) {
            return "did you mean '\(setting.key)'?"
        }
        switch FamiliarNames.meaning(of: name) {
        case .setting(let key):
            let setting = RunConfiguration.schema[key]
            return "did you mean '\(setting.map { names.contains($0.name) ? $0.name : key } ?? key)'?"
        case .note(let text):
            return text
        case nil:
            return Spelling.advice(for: name, among: names)
        }
    }

    /// The line number of a setting's key in a configuration file, for errors about the setting. Returns nil if the
    /// file does not have the key, or cannot be read.
    public static func line(of key: String, inFile path: String) -> Int? {
        guard let text = try? YAMLText.read(path, as: "a configuration"), let root = try? YAMLText.composed(text) else {
            return nil
        }
        var mapping = root.mapping
        var line: Int?
        for name in key.split(separator: ".") {
            guard let pair = mapping?.first(where: { $0.key.string == String(name) }) else { return nil }
            line = pair.key.mark?.line
            mapping = pair.value.mapping
        }
        return line
    }
}
