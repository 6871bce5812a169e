import Options
import PlainText

extension TransformList {
    /// Explains a name that is unknown where it was written: it may be a transform, like `flip`, or an option of one
    /// transform, like `affine: {zoom: …}`, under the name that Chorus or another program uses. Nil if it is neither,
    /// or if several options have the name.
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
