import PlainText

/// Why a model cannot be read, built or given weights.
public enum NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model's text is wrong at a layer (counted from 1; nil: at the model itself) and key (nil: the layer itself).
    case invalidModel(layer: Int?, key: String?, problem: String)
    /// A layer (by its name, for instance `conv2d_4`) does not fit what comes before it.
    case layerDoesNotFit(layer: String, problem: String)
    /// A name in `freeze` is not that of a layer that can be frozen, or all layers would be frozen. `problem` is the
    /// end of a sentence whose subject is `freeze`.
    case cannotFreeze(problem: String)
    /// A tensor that the network has is not among those given.
    case missingTensor(name: String)
    /// A tensor has another shape than the network's.
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
            return "tensor '\(name)' has shape \(found), but this model's is \(expected): they are of another model"
        }
    }
}
