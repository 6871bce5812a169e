import Foundation

/// The files of this target's Goldens folder.
enum Goldens {
    static func url(_ name: String) -> URL {
        Bundle.module.bundleURL.appendingPathComponent("Goldens").appendingPathComponent(name)
    }

    static func image(_ name: String) -> String { url("images/" + name).path }

    static func data(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

    static func decoded<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        try JSONDecoder().decode(type, from: data(name))
    }
}
