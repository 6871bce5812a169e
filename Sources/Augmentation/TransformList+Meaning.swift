import Options
import PlainText

extension TransformList {
    /// What a name probably means that a user wrote where it is not known, for the advice in an error: a transform,
    /// like `flip`, or an option of a transform, like `affine: {zoom: …}`. Both are found by their names in Chorus and
    /// in other programs. Nil if the name is neither, or if several options have it.
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
