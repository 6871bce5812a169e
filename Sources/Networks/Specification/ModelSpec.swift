import Vocabulary

/// The description of a model: a list of layers. Any `Codable` encoder writes it, and any decoder reads it, with the
/// keys and values of a model file in YAML.
///
/// Decoding is strict: an unknown kind, key or value throws ``NetworkError/invalidModel(layer:key:problem:)``.
public struct ModelSpec: Hashable, Sendable {
    /// The name of the model.
    public var name: String
    /// The model's layers, from the one that reads pixels to the one that gives classes.
    public var layers: [LayerSpec]

    /// A model with this name and these layers.
    public init(name: String, layers: [LayerSpec]) {
        self.name = name
        self.layers = layers
    }

    /// The names of the models that come with Chorus.
    public static let presetNames = ["fer-cnn", "hackersrealm"]

    /// The YAML text of the model that comes with Chorus under this name; nil if there is no such model.
    public static func presetText(_ name: String) -> String? {
        switch name {
        case "fer-cnn": String(decoding: PackageResources.fer_cnn_yaml, as: UTF8.self)
        case "hackersrealm": String(decoding: PackageResources.hackersrealm_yaml, as: UTF8.self)
        default: nil
        }
    }

    /// Returns this model with the given padding in every convolution.
    public func with(padding: Padding) -> ModelSpec {
        var model = self
        model.layers = layers.map { layer in
            guard case .conv2d(var convolution) = layer else { return layer }
            convolution.padding = padding
            return .conv2d(convolution)
        }
        return model
    }
}

extension ModelSpec: Codable {
    /// Decodes `name` and `layers`. Throws ``NetworkError/invalidModel(layer:key:problem:)`` if anything is missing,
    /// unknown or out of range.
    public init(from decoder: any Decoder) throws {
        let keys = try StrictKeys(decoder, what: "a model", allowed: ["name", "layers"])
        name = try keys.required("name", String.self, "a text")
        guard var list = try? keys.container.nestedUnkeyedContainer(forKey: NamedKey("layers")) else {
            throw NetworkError.invalidModel(layer: nil, key: "layers", problem: "must be a list of layers")
        }
        layers = []
        while !list.isAtEnd {
            let number = list.currentIndex + 1
            do {
                layers.append(try list.decode(LayerSpec.self))
            } catch NetworkError.invalidModel(nil, let key, let problem) {
                throw NetworkError.invalidModel(layer: number, key: key, problem: problem)
            }
        }
        if layers.isEmpty {
            throw NetworkError.invalidModel(layer: nil, key: "layers", problem: "must have one layer at least")
        }
    }

    /// Encodes `name` and `layers`, in the form in which they are decoded.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: NamedKey.self)
        try container.encode(name, forKey: NamedKey("name"))
        try container.encode(layers, forKey: NamedKey("layers"))
    }
}
