import Networks
import Options
import Yams

extension RunConfiguration {
    /// Whether ``model`` is the path of a file, and not the name of a preset.
    public var isModelFile: Bool {
        RunConfiguration.isPath(model)
    }

    /// Whether the value of `model` or `recipe` is the path of a file, and not a name.
    static func isPath(_ name: String) -> Bool {
        name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    /// Reads the model from its file or preset, and applies ``padding``.
    ///
    /// - Throws: ``ConfigurationError`` for an unknown preset, or a file that cannot be read or is not a model.
    public func modelSpec() throws(ConfigurationError) -> ModelSpec {
        try validate()
        let spec: ModelSpec
        if let text = ModelSpec.presetText(model) {
            spec = try ModelSpec(yaml: text, file: "preset \(model)")
        } else {
            let text = try YAMLText.read(model, as: "a model file, YAML with a name and layers")
            spec = try ModelSpec(yaml: text, file: model)
        }
        return padding.map(spec.with(padding:)) ?? spec
    }
}

extension ModelSpec {
    /// Reads a model from YAML.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: the name of the file in errors.
    /// - Throws: ``ConfigurationError`` naming file, line, layer number and key.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        do throws(ConfigurationError) {
            guard let root = try YAMLText.composed(yaml) else {
                throw ConfigurationError(problem: "is empty; a model has a name and layers")
            }
            try ModelSpec.refuseConfiguration(root)
            self = try ModelSpec.decoded(from: root)
        } catch {
            var error = error
            error.file = file
            throw error
        }
    }

    /// Rejects a configuration that the user gave as a model by mistake. It is recognized by a key of a configuration,
    /// and by having no layers.
    private static func refuseConfiguration(_ root: Node) throws(ConfigurationError) {
        guard let mapping = root.mapping, mapping["layers"] == nil,
            let key = mapping.keys.first(where: { key in
                let name = key.string ?? ""
                return RunConfiguration.schema[name] != nil || RunConfiguration.schema.groups.contains(name)
            })
        else { return }
        throw ConfigurationError(
            line: key.mark?.line, problem: "is a configuration and not a model, as it has no layers",
            instead: .configuration)
    }

    private static func decoded(from root: Node) throws(ConfigurationError) -> ModelSpec {
        do {
            return try YAMLDecoder().decode(ModelSpec.self, from: root)
        } catch let error as NetworkError {
            throw ConfigurationError(line: line(of: error, in: root), problem: error.description)
        } catch {
            throw ConfigurationError(problem: "is not a model: \(error)".replacing(/\s+/, with: " "))
        }
    }

    private static func line(of error: NetworkError, in root: Node) -> Int? {
        guard case .invalidModel(let layer?, _, _) = error, let layers = root.mapping?["layers"]?.sequence,
            layers.indices.contains(layer - 1)
        else { return nil }
        return layers[layer - 1].mark?.line
    }
}
