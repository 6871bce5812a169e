import PlainText

/// Why a model cannot be read, built or given weights.
public enum NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model's text is wrong. `layer` is the number of the wrong layer, from 1, or nil if the error is not in a
    /// layer. `key` is the wrong key, or nil if the error is not at a key.
    case invalidModel(layer: Int?, key: String?, problem: String)
    /// A layer (by its name, for instance `conv2d_4`) does not fit what comes before it.
    case layerDoesNotFit(layer: String, problem: String)
    /// The setting `freeze` names something that is not a layer with parameters, or it names all such layers. `problem`
    /// is the end of a sentence whose subject is `freeze`.
    case cannotFreeze(problem: String)
    /// The given weights lack a tensor of the network.
    case missingTensor(name: String)
    /// A tensor of the given weights has another shape than the network's tensor of this name.
    case wrongShape(name: String, found: [Int], expected: [Int])

    /// One line for a person: where, what is wrong, and what to do where that is known.
    public var description: String { errorLine(text) }

    private var text: String {
        switch self {
        case .invalidModel(let layer, let key, let problem):
            let location = ["model", layer.map { "layer \($0)" }, key.map { "key '\(excerpt($0))'" }].compactMap { $0 }
            return location.joined(separator: ", ") + ": " + problem
        case .layerDoesNotFit(let layer, let problem):
            return "\(layer): \(problem)"
        case .cannotFreeze(let problem):
            return "freeze \(problem)"
        case .missingTensor(let name):
            return "tensor '\(name)' is missing: these are weights of another model"
        case .wrongShape(let name, let found, let expected):
            return "tensor '\(name)' has shape \(found), not \(expected): these are weights of another model"
        }
    }
}
