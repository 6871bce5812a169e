import Networks
import Options
import Tensors
import Training

extension Padding: SettingValue {}
extension OptimizerName: SettingValue {}
extension MonitoredMetric: SettingValue {}
extension InstructionChoice: SettingValue {}
extension ExchangePrecision: SettingValue {}

extension CheckpointInterval: SettingValue {
    /// Reads a time, such as `15m`, with or without quotes, or a number of steps without quotes.
    public init(reading node: SettingNode) throws(Misfit) {
        guard let interval = node.string.flatMap(CheckpointInterval.init) else { throw Misfit(node) }
        if case .steps = interval { self = try node.plain { CheckpointInterval($0) } } else { self = interval }
    }
    /// The interval in YAML, as ``init(reading:)`` reads it: a number of steps or a time.
    public var node: SettingNode { .plain(description) }
}

extension Rule where Value == CheckpointInterval {
    static var interval: Rule { Rule(expectation: "a number of steps from 1, or a time like 90s, 15m or 1h") }
}

extension ClassWeightOption: SettingValue {
    /// Reads `none`, `balanced`, or a weight for each class.
    public init(reading node: SettingNode) throws(Misfit) {
        guard case .mapping(let pairs) = node.content else {
            switch try String(reading: node) {
            case "none": self = .none
            case "balanced": self = .balanced
            default: throw Misfit(node)
            }
            return
        }
        var weights: [String: Float] = [:]
        for pair in pairs {
            guard let name = pair.key.string else { throw Misfit(pair.key) }
            guard let weight = try? pair.value.plain({ Float($0) }), ClassWeightOption.isWeight(weight) else {
                throw Misfit(pair.value, subkey: name)
            }
            weights[name] = weight
        }
        self = .perClass(weights)
    }

    /// The class weights in YAML, as ``init(reading:)`` reads them: `none`, `balanced`, or a mapping of classes to
    /// weights.
    public var node: SettingNode {
        switch self {
        case .none: return .plain("none")
        case .balanced: return .plain("balanced")
        case .perClass(let weights):
            let pairs = weights.sorted { $0.key < $1.key }
            return SettingNode(.mapping(pairs.map { .init(key: .text($0.key), value: .plain("\($0.value)")) }))
        }
    }

    /// Whether this number is allowed as the weight of a class.
    static func isWeight(_ weight: Float) -> Bool { weight.isFinite && weight >= 0 }
}

extension Rule where Value == ClassWeightOption {
    static var classWeights: Rule {
        Rule(
            expectation: "none, balanced, or finite weights of at least 0 by class, like {happy: 1.0}",
            optionExpectation: "none or balanced; weights by class go into the configuration file",
            choices: ["none", "balanced"]
        ) {
            guard case .perClass(let weights) = $0 else { return true }
            return weights.values.allSatisfy(ClassWeightOption.isWeight)
        }
    }
}
