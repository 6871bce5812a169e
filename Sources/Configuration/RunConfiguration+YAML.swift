import Networks
import Yams

extension RunConfiguration {
    /// Reads a configuration from YAML. Settings that it leaves out keep their defaults.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: what errors call it.
    /// - Throws: ``ConfigurationError`` for text that is not YAML, an unknown key (with the nearest suggested), or a
    ///   value of the wrong kind or out of range.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        self.init()
        try read(yaml: yaml, file: file)
    }

    /// Reads the settings of a file over those that are set.
    ///
    /// - Throws: as ``init(yaml:file:)``, and for a file that cannot be read.
    public mutating func read(file path: String) throws(ConfigurationError) {
        guard let text = YAMLText.read(path) else {
            throw ConfigurationError(file: path, problem: "cannot be read as a configuration; it must be a YAML file")
        }
        try read(yaml: text, file: path)
    }

    private mutating func read(yaml: String, file: String) throws(ConfigurationError) {
        var lines: [String: Int] = [:]
        do throws(ConfigurationError) {
            guard let root = try YAMLText.composed(yaml), !root.isNull else { return }
            try read(root, group: nil, lines: &lines)
            try validate()
        } catch {
            var error = error
            error.file = file
            error.line = error.line ?? error.key.flatMap { lines[$0] }
            throw error
        }
    }

    /// The configuration as YAML, every setting written out; it reads back as the same value.
    public func yaml() -> String {
        var pairs: [(Node, Node)] = []
        var written: Set<String> = []
        for setting in Setting.all {
            guard let group = setting.group else {
                pairs.append((Node(setting.key), setting.write(self)))
                continue
            }
            guard written.insert(group).inserted else { continue }
            let members = Setting.all.filter { $0.group == group }.map { (Node($0.name), $0.write(self)) }
            pairs.append((Node(group), Node(members, Tag(.map), .flow)))
        }
        do {
            return try serialize(node: Node(pairs, Tag(.map), .block), width: -1, allowUnicode: true)
        } catch {
            preconditionFailure("a configuration that is not YAML: \(error)")
        }
    }

    /// Reads the keys of one mapping: those of a group, or the top.
    private mutating func read(
        _ node: Node, group: String?, lines: inout [String: Int]
    ) throws(ConfigurationError) {
        let settings = Setting.all.filter { $0.group == group }
        let names = settings.map(\.name) + (group == nil ? Setting.groups : [])
        guard let mapping = node.mapping else {
            throw ConfigurationError(
                line: node.mark?.line, key: group ?? "the configuration",
                problem: "is \(summary(of: node)); it must be a mapping with keys among "
                    + names.joined(separator: ", "))
        }
        for (keyNode, value) in mapping {
            let name = keyNode.string ?? summary(of: keyNode)
            let key = [group, name].compactMap { $0 }.joined(separator: ".")
            let line = keyNode.mark?.line
            lines[key] = line
            if let setting = settings.first(where: { $0.name == name }) {
                do throws(Misfit) {
                    try setting.read(value, &self)
                } catch {
                    throw setting.error(error)
                }
            } else if group == nil, Setting.groups.contains(name) {
                if !value.isNull { try read(value, group: name, lines: &lines) }
            } else {
                throw ConfigurationError(
                    line: line, key: key, problem: "is not a setting; \(advice(for: name, among: names))")
            }
        }
    }

    /// Where an unknown key would be known, or else the nearest of those at its place.
    private func advice(for name: String, among names: [String]) -> String {
        if let setting = Setting.all.first(where: { $0.name == name }) {
            return "did you mean '\(setting.key)'?"
        }
        return Spelling.advice(for: name, among: names)
    }
}
