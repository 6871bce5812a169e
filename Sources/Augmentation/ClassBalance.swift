public import Options

/// Augmented copies of training images, for classes with few of them. Copies are only added: a class that has more
/// images than its target keeps them all.
public struct ClassBalance: Hashable, Sendable {
    /// How many images a class should have.
    public enum Targets: Hashable, Sendable {
        /// As many as the largest class has.
        case largest
        /// A number by class; classes without one stay as they are.
        case perClass([String: Int])
    }

    /// The highest target of a class.
    static let highestTarget = 100_000_000

    /// How many images a class should have.
    public var targets = Targets.largest
    /// What is done to copies.
    public var augment = TransformList.ofBalance
    /// What is done to copies of some classes instead, by class.
    public var classAugment = ClassTransforms()

    /// A balance; without arguments all classes get as many images as the largest.
    public init(targets: Targets = .largest) {
        self.targets = targets
    }

    /// What is done to the copies of a class.
    public func transforms(of name: String) -> TransformList { classAugment.lists[name] ?? augment }

    /// Lists of transforms by class.
    public struct ClassTransforms: Hashable, Sendable {
        /// The lists.
        public var lists: [String: TransformList] = [:]
    }
}

extension ClassBalance: SettingValue {
    private static let schema = Schema(
        defaults: ClassBalance(),
        [
            .parameter("targets", \.targets, .targets, help: "The images that each class should have."),
            .parameter("augment", \.augment, .transforms, help: "What is done to copies."),
            .parameter(
                "class_augment", \.classAugment,
                Rule(expectation: "a list of transforms by class, like {disgust: [flip]}"),
                help: "What is done to copies of some classes instead."),
        ])

    /// Reads `largest`, or a mapping with ``targets``, ``augment`` and ``classAugment``.
    public init(reading node: SettingNode) throws(Misfit) {
        self.init()
        if node.string == "largest" { return }
        guard case .mapping = node.content else { throw Misfit(node) }
        try ClassBalance.schema.read(node, into: &self)
    }

    /// The mapping.
    public var node: SettingNode { ClassBalance.schema.mapping(of: self) }
}

extension ClassBalance.Targets: SettingValue {
    /// Reads `largest`, or a number by class.
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

    /// The form that ``init(reading:)`` reads.
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
    /// Reads a mapping of classes to lists of transforms. Null and `none` give no classes.
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

    /// The form that ``init(reading:)`` reads.
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
