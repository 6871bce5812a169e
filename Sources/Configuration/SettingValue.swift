import Networks
import PlainText
import Training
import Yams

/// A value of a setting, read strictly from YAML: a quoted number, or a quoted true or false, is a text.
protocol SettingValue: Equatable, Sendable {
    init(node: Node) throws(Misfit)
    var node: Node { get }
}

/// YAML that is not a value of the kind that a setting has.
struct Misfit: Error {
    /// The part of it that is wrong, in a few words.
    let found: String
    /// The line of that part, from 1.
    let line: Int?
    /// The key of that part; nil for the whole value.
    let subkey: String?
    /// The text, if it is one; with its quotes taken off.
    let text: String?
    /// Whether quotes are what makes it a text.
    let isQuoted: Bool

    init(node: Node, subkey: String? = nil) {
        found = summary(of: node)
        line = node.mark?.line
        self.subkey = subkey
        text = node.scalar?.string
        isQuoted = node.scalar.map { $0.style == .singleQuoted || $0.style == .doubleQuoted } ?? false
    }
}

extension Int: SettingValue {
    init(node: Node) throws(Misfit) { self = try node.plain(Int.init) }
    var node: Node { Node("\(self)") }
}

extension UInt64: SettingValue {
    init(node: Node) throws(Misfit) { self = try node.plain { UInt64($0) } }
    var node: Node { Node("\(self)") }
}

extension Double: SettingValue {
    init(node: Node) throws(Misfit) { self = try node.plain { Double($0) } }

    /// The shortest text that reads back as the same bits, with a point even before an exponent: YAML 1.1 takes `1e-05`
    /// for a text.
    var node: Node {
        let text = "\(self)"
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return Node(text) }
        return Node(text[..<exponent] + ".0" + text[exponent...])
    }
}

extension Bool: SettingValue {
    init(node: Node) throws(Misfit) {
        self = try node.plain { ["true": true, "false": false][$0.lowercased()] }
    }
    var node: Node { Node("\(self)") }
}

extension String: SettingValue {
    init(node: Node) throws(Misfit) {
        guard let scalar = node.scalar, !node.isNull else { throw Misfit(node: node) }
        self = scalar.string
    }

    /// Quoted unless it is plainly a text in every version of YAML.
    var node: Node {
        let node = Node(self)
        let isPlain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
        guard isPlain, first?.isLetter == true, Resolver.default.resolveTag(of: node) == .str else {
            return Node(self, Tag(.str), .doubleQuoted)
        }
        return node
    }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    init(node: Node) throws(Misfit) { self = node.isNull ? nil : try Wrapped(node: node) }
    var node: Node { self?.node ?? Node("null") }
}

extension SettingValue where Self: RawRepresentable<String> {
    init(node: Node) throws(Misfit) {
        guard let value = Self(rawValue: try String(node: node)) else { throw Misfit(node: node) }
        self = value
    }
    var node: Node { rawValue.node }
}

extension Padding: SettingValue {}
extension OptimizerName: SettingValue {}
extension MonitoredMetric: SettingValue {}
extension Kernels: SettingValue {}
extension ExchangePrecision: SettingValue {}

extension CheckpointInterval: SettingValue {
    /// A time may be quoted, as JSON has it; a number may not.
    init(node: Node) throws(Misfit) {
        guard let scalar = node.scalar, let interval = CheckpointInterval(scalar.string) else {
            throw Misfit(node: node)
        }
        if case .steps = interval { self = try node.plain { CheckpointInterval($0) } } else { self = interval }
    }
    var node: Node { Node(description) }
}

extension ClassWeightOption: SettingValue {
    init(node: Node) throws(Misfit) {
        guard let mapping = node.mapping else {
            switch try String(node: node) {
            case "none": self = .none
            case "balanced": self = .balanced
            default: throw Misfit(node: node)
            }
            return
        }
        var weights: [String: Float] = [:]
        for (key, value) in mapping {
            guard let name = key.string else { throw Misfit(node: key) }
            guard let weight = try? value.plain({ Float($0) }), ClassWeightOption.isWeight(weight) else {
                throw Misfit(node: value, subkey: name)
            }
            weights[name] = weight
        }
        self = .perClass(weights)
    }

    var node: Node {
        switch self {
        case .none: return Node("none")
        case .balanced: return Node("balanced")
        case .perClass(let weights):
            let pairs = weights.sorted { $0.key < $1.key }.map { ($0.key.node, Node("\($0.value)")) }
            return Node(pairs, Tag(.map), .flow)
        }
    }

    /// Whether a class may have this weight.
    static func isWeight(_ weight: Float) -> Bool { weight.isFinite && weight >= 0 }
}

extension Node {
    /// Whether this is YAML's null: nothing, `~` or `null`.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What `convert` makes of an unquoted scalar.
    func plain<Value>(_ convert: (String) -> Value?) throws(Misfit) -> Value {
        guard let scalar, scalar.style == .plain, let value = convert(scalar.string) else { throw Misfit(node: self) }
        return value
    }
}

/// A node in a few words, for messages: one line, quoted where the YAML is.
func summary(of node: Node) -> String {
    switch node {
    case .scalar(let scalar):
        let text = excerpt(scalar.string.replacing(/\s+/, with: " "))
        let isPlain = scalar.style == .plain || scalar.style == .any
        return node.isNull ? "null" : isPlain ? text : "\"\(text)\""
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    }
}
