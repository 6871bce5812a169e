public import Options
import PlainText

/// A list of transforms, which are applied to an image one after another.
public struct TransformList: Sendable {
    /// The types of all transforms.
    static let kinds: [any Transform.Type] = [Affine.self, Flip.self, Brightness.self, Contrast.self]
    /// The names of all kinds of transforms, as configurations use them.
    public static let names = kinds.map { $0.name }
    /// The largest number of transforms in a list.
    static let limit = 64

    /// The transforms, in the order in which they are applied.
    public let transforms: [any Transform]

    /// A list of at most 64 transforms.
    public init(_ transforms: [any Transform]) {
        precondition(transforms.count <= TransformList.limit, "\(transforms.count) transforms")
        self.transforms = transforms
    }

    /// Whether the list has no transforms, so that images stay as they are.
    public var isEmpty: Bool { transforms.isEmpty }

    /// The same transforms, but each with probability 1, so that it is applied to every image.
    public var certain: TransformList {
        TransformList(
            transforms.map { transform in
                var transform = transform
                transform.probability = 1
                return transform
            })
    }

    /// The empty list, which leaves images as they are.
    public static let none = TransformList([])

    /// The default transforms of the copies that balance classes. They are the transforms of the recipe `paper`.
    public static let ofBalance = TransformList([
        Affine(rotation: 30, heightShift: 0.2, widthShift: 0.2, shear: 0.2, zoom: FactorRange(0.8, 1.2)),
        Flip(), Brightness(),
    ])
}

extension TransformList: Hashable {
    /// Whether both lists have equal transforms in the same order.
    public static func == (left: TransformList, right: TransformList) -> Bool { left.node == right.node }
    /// Hashes ``node``, because `==` compares the nodes of two lists.
    public func hash(into hasher: inout Hasher) { hasher.combine(node) }
}

extension TransformList: SettingValue {
    /// Reads a list of transforms. An element is the name of a transform, or a mapping with one key: the transform's
    /// name, with the transform's options as the value. From null and from `none` it makes an empty list.
    public init(reading node: SettingNode) throws(Misfit) {
        if node.isNone {
            self.init([])
            return
        }
        guard case .list(let elements) = node.content, elements.count <= TransformList.limit else { throw Misfit(node) }
        var transforms: [any Transform] = []
        for element in elements { transforms.append(try TransformList.transform(element)) }
        self.init(transforms)
    }

    /// The list of transforms as a YAML sequence, each transform with all its options.
    public var node: SettingNode {
        SettingNode(.list(transforms.map { TransformList.node(of: $0) }))
    }

    private static func transform(_ element: SettingNode) throws(Misfit) -> any Transform {
        var name = element
        var options = SettingNode.null
        if case .mapping(let pairs) = element.content {
            guard pairs.count == 1, let pair = pairs.first else {
                throw Misfit(
                    element,
                    problem: "has an entry with \(counted(pairs.count, "key")); it must have one, the "
                        + "transform's name: begin each transform with a hyphen")
            }
            (name, options) = (pair.key, pair.value)
        }
        guard let kind = kinds.first(where: { $0.name == name.string }) else {
            let word = name.string ?? name.summary
            let advice = meaning(of: word).map { "did you mean '\($0)'?" } ?? Spelling.advice(for: word, among: names)
            throw Misfit(name, subkey: word, problem: "is not a transform; \(advice)")
        }
        return try read(kind, options)
    }

    private static func read<Kind: Transform>(_ kind: Kind.Type, _ options: SettingNode) throws(Misfit) -> Kind {
        var transform = Kind.schema.defaults
        do throws(Misfit) {
            try Kind.schema.read(options, into: &transform) { name in
                meaning(of: name).map { "did you mean the transform '\($0)'?" }
            }
        } catch {
            throw error.within(Kind.name)
        }
        return transform
    }

    private static func node<Kind: Transform>(of transform: Kind) -> SettingNode {
        SettingNode(.mapping([.init(key: .text(Kind.name), value: Kind.schema.mapping(of: transform))]))
    }
}

extension TransformList: Codable {
    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        try self.init(reading: SettingNode(from: decoder))
    }

    /// Writes ``node``, the form of a list in configurations, for instance as JSON.
    public func encode(to encoder: any Encoder) throws {
        try node.encode(to: encoder)
    }
}

extension Rule where Value == TransformList {
    /// The rule for the value of a setting that is a list of transforms.
    public static var transforms: Rule {
        Rule(
            expectation: "a list of up to \(TransformList.limit) transforms, each \(kindNames) with its options",
            optionExpectation: "a list of transforms, which goes into the configuration file")
    }

    private static var kindNames: String {
        let names = TransformList.names
        return names.dropLast().joined(separator: ", ") + " or " + names.suffix(1).joined()
    }
}
