public import Options

/// The settings for adding augmented copies to classes that have few training images. Nothing is removed: a class that
/// has more images than its target keeps them all.
public struct ClassBalance: Hashable, Sendable {
    /// How many images each class should have.
    public enum Targets: Hashable, Sendable {
        /// As many as the largest class has.
        case largest
        /// A number of images for each named class. Classes that are not named get no copies.
        case perClass([String: Int])
    }

    /// The highest target that may be set for a class. Each copy in a class has a number below it. This number must fit
    /// into the 32 bits that `RandomStream` has for it, see ``AugmentationKey``.
    static let highestTarget = 100_000_000

    /// How many images each class should have.
    public var targets = Targets.largest
    /// The transforms that are applied to the copies of each class without a list in ``classAugment``.
    public var augment = TransformList.ofBalance
    /// Lists of transforms for some classes. The copies of such a class are made with its own list instead of
    /// ``augment``.
    public var classAugment = ClassTransforms()

    /// Settings with these targets and the default transforms. Without arguments, copies are added until each class
    /// that has images has as many as the largest class.
    public init(targets: Targets = .largest) {
        self.targets = targets
    }

    /// The transforms that are applied to the copies of a class.
    public func transforms(of name: String) -> TransformList { classAugment.lists[name] ?? augment }

    /// The type of ``classAugment``: a list of transforms for each of some classes.
    public struct ClassTransforms: Hashable, Sendable {
        /// The list of transforms for each class, by the class's name.
        public var lists: [String: TransformList] = [:]
    }
}

extension ClassBalance: SettingValue {
    private static let schema = Schema(
        defaults: ClassBalance(),
        [
            .parameter("targets", \.targets, .targets, help: "How many images each class should have."),
            .parameter("augment", \.augment, .transforms, help: "The transforms of the copies."),
            .parameter(
                "class_augment", \.classAugment,
                Rule(expectation: "a list of transforms by class, like {disgust: [flip]}"),
                help: "Other transforms for the copies of some classes."),
        ])

    /// Reads the word `largest`, or a mapping with the keys `targets`, `augment` and `class_augment`. Settings whose
    /// key is missing keep their defaults.
    public init(reading node: SettingNode) throws(Misfit) {
        self.init()
        if node.string == "largest" { return }
        guard case .mapping = node.content else { throw Misfit(node) }
        try ClassBalance.schema.read(node, into: &self)
    }

    /// The balance as a YAML mapping, as ``init(reading:)`` reads it.
    public var node: SettingNode { ClassBalance.schema.mapping(of: self) }
}

extension ClassBalance.Targets: SettingValue {
    /// Reads the word `largest`, or a mapping of class names to numbers of images.
    public init(reading node: SettingNode) throws(Misfit) {
        if case .mapping(let pairs) = node.content {
            var targets: [String: Int] = [:]
            for pair in pairs {
                guard let name = pair.key.string else { throw Misfit(pair.key) }
                guard let target = try? Int(reading: pair.value), (1...ClassBalance.highestTarget).contains(target)
                else {
                    throw Misfit(pair.value).within(
                        name, expectation: "a whole number from 1 to \(ClassBalance.highestTarget)")
                }
                targets[name] = target
            }
            self = .perClass(targets)
        } else {
            guard node.string == "largest" else { throw Misfit(node) }
            self = .largest
        }
    }

    /// The targets in YAML, as ``init(reading:)`` reads them: `largest`, or a mapping of class names to numbers.
    public var node: SettingNode {
        switch self {
        case .largest: .plain("largest")
        case .perClass(let targets):
            SettingNode(
                .mapping(
                    targets.sorted { $0.key < $1.key }.map { .init(key: .text($0.key), value: .plain("\($0.value)")) }))
        }
    }
}

extension ClassBalance.ClassTransforms: SettingValue {
    /// Reads a mapping of class names to lists of transforms. From null and from `none` it makes an empty mapping.
    public init(reading node: SettingNode) throws(Misfit) {
        if node.isNone { return }
        guard case .mapping(let pairs) = node.content else { throw Misfit(node) }
        for pair in pairs {
            guard let name = pair.key.string else { throw Misfit(pair.key) }
            do throws(Misfit) {
                lists[name] = try TransformList(reading: pair.value)
            } catch {
                throw error.within(name)
            }
        }
    }

    /// The lists as a YAML mapping of class names to lists, as ``init(reading:)`` reads it.
    public var node: SettingNode {
        SettingNode(
            .mapping(lists.sorted { $0.key < $1.key }.map { .init(key: .text($0.key), value: $0.value.node) }))
    }
}

extension Rule where Value == ClassBalance.Targets {
    static var targets: Rule {
        Rule(
            expectation: "largest, or a whole number from 1 by class, like {disgust: 3500}", choices: ["largest"])
    }
}

extension Rule where Value == ClassBalance {
    /// The rule for the value of a setting that is a ``ClassBalance``.
    public static var balance: Rule {
        Rule(
            expectation: "largest, or a mapping like {targets: {disgust: 3500}, augment: [flip]}",
            optionExpectation: "largest; targets by class go into the configuration file", choices: ["largest"])
    }
}
