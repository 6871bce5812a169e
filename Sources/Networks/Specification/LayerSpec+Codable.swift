import PlainText
import Vocabulary

extension LayerSpec: Codable {
    private static let kinds = ["conv2d", "batch_normalization", "max_pooling2d", "dropout", "flatten", "dense"]

    /// Decodes `kind: {options}`. Throws ``NetworkError/invalidModel(layer:key:problem:)`` without the layer's number,
    /// which ``ModelSpec`` adds.
    public init(from decoder: any Decoder) throws {
        guard let outer = try? decoder.container(keyedBy: NamedKey.self), outer.allKeys.count == 1 else {
            throw NetworkError.invalidModel(
                layer: nil, key: nil, problem: "must be one kind with its options, like '- dropout: {rate: 0.4}'")
        }
        let kind = outer.allKeys[0].stringValue
        guard LayerSpec.kinds.contains(kind) else {
            let advice = Spelling.advice(for: kind, among: LayerSpec.kinds)
            throw NetworkError.invalidModel(layer: nil, key: kind, problem: "not a kind of layer; \(advice)")
        }
        func options(_ allowed: String...) throws -> StrictKeys {
            guard let inner = try? outer.nestedContainer(keyedBy: NamedKey.self, forKey: NamedKey(kind)) else {
                throw NetworkError.invalidModel(
                    layer: nil, key: kind, problem: "its options must be a mapping, like '\(kind): {}'")
            }
            return try StrictKeys(inner, what: kind, allowed: allowed)
        }
        switch kind {
        case "conv2d":
            let keys = try options("filters", "kernel_size", "padding", "activation", "kernel_regularizer")
            self = .conv2d(try Conv2D(keys))
        case "batch_normalization":
            self = .batchNormalization(try BatchNormalization(try options("momentum", "epsilon")))
        case "max_pooling2d":
            let keys = try options("pool_size")
            let size = try keys.optional("pool_size", 2, "a whole number")
            try keys.check("pool_size", (1...1024).contains(size), size, "from 1 to 1024")
            self = .maxPooling2d(MaxPooling2D(poolSize: size))
        case "dropout":
            let keys = try options("rate")
            let rate = try keys.required("rate", Double.self, "a number")
            try keys.check("rate", (0..<1).contains(rate), rate, "at least 0 and less than 1")
            self = .dropout(Dropout(rate: rate))
        case "flatten":
            _ = try options()
            self = .flatten
        default:
            self = .dense(try Dense(try options("units", "activation", "kernel_regularizer")))
        }
    }

    /// Encodes every option, also those with default values. There is one exception: `kernel_regularizer` is left out
    /// if the layer has no L2 term.
    public func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: NamedKey.self)
        var options = outer.nestedContainer(keyedBy: NamedKey.self, forKey: NamedKey(kind))
        switch self {
        case .conv2d(let layer):
            try options.encode(layer.filters, forKey: NamedKey("filters"))
            try options.encode(layer.kernelSize, forKey: NamedKey("kernel_size"))
            try options.encode(layer.padding, forKey: NamedKey("padding"))
            try options.encode(layer.activation, forKey: NamedKey("activation"))
            try options.encodeRegularizer(layer.l2)
        case .batchNormalization(let layer):
            try options.encode(layer.momentum, forKey: NamedKey("momentum"))
            try options.encode(layer.epsilon, forKey: NamedKey("epsilon"))
        case .maxPooling2d(let layer):
            try options.encode(layer.poolSize, forKey: NamedKey("pool_size"))
        case .dropout(let layer):
            try options.encode(layer.rate, forKey: NamedKey("rate"))
        case .flatten:
            break
        case .dense(let layer):
            switch layer.units {
            case .count(let count): try options.encode(count, forKey: NamedKey("units"))
            case .classes: try options.encode("classes", forKey: NamedKey("units"))
            }
            try options.encode(layer.activation, forKey: NamedKey("activation"))
            try options.encodeRegularizer(layer.l2)
        }
    }
}

extension LayerSpec.Conv2D {
    init(_ keys: StrictKeys) throws(NetworkError) {
        let filters = try keys.required("filters", Int.self, "a whole number")
        try keys.check("filters", (1...65_536).contains(filters), filters, "from 1 to 65536")
        let size = try keys.required("kernel_size", Int.self, "a whole number")
        try keys.check("kernel_size", size % 2 == 1 && (1...99).contains(size), size, "odd, from 1 to 99")
        self.init(
            filters: filters, kernelSize: size,
            padding: try keys.choice("padding", .valid, among: Padding.allCases),
            activation: try keys.choice("activation", .linear, among: [.linear, .relu]),
            l2: try keys.regularizer())
    }
}

extension LayerSpec.BatchNormalization {
    init(_ keys: StrictKeys) throws(NetworkError) {
        let momentum = try keys.optional("momentum", 0.99, "a number")
        try keys.check("momentum", (0...1).contains(momentum), momentum, "from 0 to 1")
        let epsilon = try keys.optional("epsilon", 1e-3, "a number")
        try keys.check("epsilon", epsilon > 0 && epsilon.isFinite, epsilon, "more than 0")
        self.init(momentum: momentum, epsilon: epsilon)
    }
}

extension LayerSpec.Dense {
    init(_ keys: StrictKeys) throws(NetworkError) {
        let units: Units
        if let text = try? keys.required("units", String.self, "a text"), text == "classes" {
            units = .classes
        } else {
            let count = try keys.required("units", Int.self, "a whole number or 'classes'")
            try keys.check("units", (1...1_048_576).contains(count), count, "from 1 to 1048576, or 'classes'")
            units = .count(count)
        }
        self.init(
            units: units, activation: try keys.choice("activation", .linear, among: Activation.allCases),
            l2: try keys.regularizer())
    }
}

extension StrictKeys {
    /// The λ of `kernel_regularizer: {l2: λ}`; 0 if the mapping has no key `kernel_regularizer`.
    fileprivate func regularizer() throws(NetworkError) -> Double {
        guard container.contains(NamedKey("kernel_regularizer")) else { return 0 }
        guard let inner = try? container.nestedContainer(keyedBy: NamedKey.self, forKey: NamedKey("kernel_regularizer"))
        else {
            throw .invalidModel(layer: nil, key: "kernel_regularizer", problem: "must be a mapping, like {l2: 0.01}")
        }
        let keys = try StrictKeys(inner, what: "kernel_regularizer", allowed: ["l2"])
        let l2 = try keys.required("l2", Double.self, "a number")
        try keys.check("l2", l2 >= 0 && l2.isFinite, l2, "at least 0")
        return l2
    }
}

extension KeyedEncodingContainer<NamedKey> {
    fileprivate mutating func encodeRegularizer(_ l2: Double) throws {
        if l2 > 0 {
            var regularizer = nestedContainer(keyedBy: NamedKey.self, forKey: NamedKey("kernel_regularizer"))
            try regularizer.encode(l2, forKey: NamedKey("l2"))
        }
    }
}
