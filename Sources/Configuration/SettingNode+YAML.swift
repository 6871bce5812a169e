import Options
import PlainText
import Yams

extension SettingNode {
    /// Converts the YAML form of a setting's value. A mapping or list that is nested in 16 others is read as empty.
    /// This limits the recursion, and no setting has so many levels.
    init(_ node: Node) {
        self.init(SettingNode.content(of: node, depth: 0), line: node.mark?.line)
    }

    private static func content(of node: Node, depth: Int) -> Content {
        func part(_ node: Node) -> SettingNode {
            SettingNode(content(of: node, depth: depth + 1), line: node.mark?.line)
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return isPlain ? .plain(scalar.string) : .text(scalar.string)
        case .mapping(let mapping):
            return .mapping(depth == 16 ? [] : mapping.map { Pair(key: part($0.key), value: part($0.value)) })
        case .sequence(let sequence): return .list(depth == 16 ? [] : sequence.map(part))
        case .alias(let alias): return .plain("*\(alias.anchor.rawValue)")
        }
    }

    /// The value as YAML. A text is written without quotes if it begins with a letter, consists of ASCII letters,
    /// digits and the characters `_-./`, and YAML reads it as a text; it reads `yes`, for instance, as a truth value.
    /// The word `none` is quoted, because without quotes it may stand for null.
    var yaml: Node {
        switch content {
        case .plain(let text): return Node(text)
        case .text(let text):
            let node = Node(text)
            let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
            guard isPlain, text.first?.isLetter == true, Resolver.default.resolveTag(of: node) == .str,
                !SettingNode.plain(text).isNone
            else {
                return Node(text, Tag(.str), .doubleQuoted)
            }
            return node
        case .mapping(let pairs): return Node(pairs.map { ($0.key.yaml, $0.value.yaml) }, Tag(.map), .flow)
        case .list(let elements): return Node(elements.map(\.yaml), Tag(.seq), .flow)
        }
    }
}
