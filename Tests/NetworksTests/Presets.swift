import Foundation
import Networks

let ferCNN = preset("fer-cnn")
let hackersrealm = preset("hackersrealm")

/// A preset read without a YAML parser: each line `- kind: {key: value}` is JSON once its words are quoted.
func preset(_ name: String) -> ModelSpec {
    let text = ModelSpec.presetText(name) ?? ""
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("  - ") }.map { "{\($0.dropFirst(4))}" }
    let quoted = lines.joined(separator: ",").replacing(/\b[a-z]\w*/) { "\"\($0.output)\"" }
    guard let model = try? decoded("{\"name\": \"\(name)\", \"layers\": [\(quoted)]}") else {
        preconditionFailure("the preset \(name) is not of the form of a model file")
    }
    return model
}

/// A model from JSON, the same form as YAML's.
func decoded(_ json: String) throws -> ModelSpec {
    try JSONDecoder().decode(ModelSpec.self, from: Data(json.utf8))
}
