import PlainText
import Vocabulary

/// A mapping in a model file while it is decoded. It rejects unknown keys, and its errors tell a person what to write
/// instead.
struct StrictKeys {
    let container: KeyedDecodingContainer<NamedKey>

    /// Throws if `decoder` is not at a mapping, or if the mapping has a key that is not in `allowed`. `what` names the
    /// mapping in the error.
    init(_ decoder: any Decoder, what: String, allowed: [String]) throws(NetworkError) {
        guard let container = try? decoder.container(keyedBy: NamedKey.self) else {
            throw .invalidModel(layer: nil, key: nil, problem: "\(what) must be a mapping of keys to values")
        }
        try self.init(container, what: what, allowed: allowed)
    }

    init(_ container: KeyedDecodingContainer<NamedKey>, what: String, allowed: [String]) throws(NetworkError) {
        self.container = container
        for key in container.allKeys.map(\.stringValue).sorted() where !allowed.contains(key) {
            let advice = Spelling.advice(for: key, among: allowed)
            throw .invalidModel(layer: nil, key: key, problem: "not a key of \(what); \(advice)")
        }
    }

    /// The value of a key; throws if the key is missing. `kind` says in the error what the value must be, for instance
    /// `a whole number`.
    func required<Value: Decodable>(_ key: String, _ type: Value.Type, _ kind: String) throws(NetworkError) -> Value {
        guard container.contains(NamedKey(key)) else {
            throw .invalidModel(layer: nil, key: key, problem: "missing; it must be \(kind)")
        }
        do {
            return try container.decode(type, forKey: NamedKey(key))
        } catch let error as NetworkError {
            throw error
        } catch {
            throw .invalidModel(layer: nil, key: key, problem: "must be \(kind)")
        }
    }

    /// The value of a key, or `fallback` if there is no such key.
    func optional<Value: Decodable>(_ key: String, _ fallback: Value, _ kind: String) throws(NetworkError) -> Value {
        container.contains(NamedKey(key)) ? try required(key, Value.self, kind) : fallback
    }

    /// The value of a key that must be one of `values`, or `fallback` if there is no such key. For another value,
    /// throws an error that suggests the most similar of `values`, or lists them all.
    func choice<Value: RawRepresentable>(
        _ key: String, _ fallback: Value, among values: [Value]
    ) throws(NetworkError) -> Value where Value.RawValue == String {
        let names = values.map(\.rawValue)
        let text = try optional(key, fallback.rawValue, "one of \(names.joined(separator: ", "))")
        guard let value = values.first(where: { $0.rawValue == text }) else {
            let advice = Spelling.advice(for: text, among: names)
            throw .invalidModel(layer: nil, key: key, problem: "'\(text)' is unknown; \(advice)")
        }
        return value
    }

    /// Throws if `isRight` is false. The error says that the value `found` of the key must be `rule`.
    func check(_ key: String, _ isRight: Bool, _ found: some CustomStringConvertible, _ rule: String)
        throws(NetworkError)
    {
        if !isRight {
            throw .invalidModel(layer: nil, key: key, problem: "\(found) must be \(rule)")
        }
    }
}
