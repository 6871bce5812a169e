import Options
import PlainText

extension TransformList {
    /// What an unknown name probably means, for the advice in an error message. The result is the name of a transform,
    /// like `flip`, or an option of a transform, like `affine: {zoom: …}`, whose name in Chorus or in another program
    /// is `name`. The result is nil if nothing has this name, if several options have it, or if it has more than 40
    /// bytes: no known name is so long.
    static func meaning(of name: String) -> String? {
        guard name.utf8.count <= 40 else { return nil }
        if let kind = kinds.first(where: { ([$0.name] + $0.familiarNames).contains { Spelling.isSame($0, name) } }) {
            return kind.name
        }
        let found = kinds.flatMap { options(of: $0, named: name) }
        return found.count == 1 ? found[0] : nil
    }

    private static func options<Kind: Transform>(of kind: Kind.Type, named name: String) -> [String] {
        kind.schema.settings.filter { Spelling.isSame($0.key, name) || $0.isFamiliar(as: name) }
            .map { "\(kind.name): {\($0.key): …}" }
    }
}
