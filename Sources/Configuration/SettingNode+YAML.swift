import Options
import PlainText
import Yams

extension SettingNode {
    /// The value of a setting in YAML. The contents of nested mappings are not kept.
    init(_ node: Node) {
        self.init(SettingNode.content(of: node, depth: 0), line: node.mark?.line)
    }

    private static func content(of node: Node, depth: Int) -> Content {
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return isPlain ? .plain(scalar.string) : .text(scalar.string)
        case .mapping(let mapping):
            guard depth == 0 else { return .mapping([]) }
            func part(_ node: Node) -> SettingNode {
                SettingNode(content(of: node, depth: depth + 1), line: node.mark?.line)
            }
            return .mapping(mapping.map { Pair(key: part($0.key), value: part($0.value)) })
        case .sequence: return .list
        case .alias(let alias): return .plain("*\(alias.anchor.rawValue)")
        }
    }

    /// The value as YAML. A text is quoted unless it is a text in every version of YAML.
    var yaml: Node {
        switch content {
        case .plain(let text): return Node(text)
        case .text(let text):
            let node = Node(text)
            let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
            guard isPlain, text.first?.isLetter == true, Resolver.default.resolveTag(of: node) == .str else {
                return Node(text, Tag(.str), .doubleQuoted)
            }
            return node
        case .mapping(let pairs): return Node(pairs.map { ($0.key.yaml, $0.value.yaml) }, Tag(.map), .flow)
        case .list: preconditionFailure("no setting is a list")
        }
    }

    /// The value in one line for messages, with its quotes.
    var summary: String {
        switch content {
        case .plain(let text): isNull ? "null" : excerpt(text.replacing(/\s+/, with: " "))
        case .text(let text): "\"\(excerpt(text.replacing(/\s+/, with: " ")))\""
        case .mapping: "a mapping"
        case .list: "a list"
        }
    }
}
