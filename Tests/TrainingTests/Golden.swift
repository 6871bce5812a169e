import Foundation
import Testing

/// A file that scripts/goldens/training.py made.
func golden<Content: Decodable>(_ name: String) throws -> Content {
    let file = try #require(Bundle.module.url(forResource: "Goldens/\(name)", withExtension: "json"))
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
}

/// A value after a journey through JSON.
func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

/// What a JSON text holds.
func decoded<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
}
