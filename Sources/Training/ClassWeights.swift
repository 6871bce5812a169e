/// How much the loss of each class's samples counts in training.
public enum ClassWeightOption: Hashable, Sendable {
    /// Every class has the weight 1.
    case none
    /// n / (C·count) for a class with `count` samples, where n is the number of all samples and C the number of classes
    /// that have samples; 0 for a class without samples.
    case balanced
    /// A weight for each class, by name.
    case perClass([String: Float])

    /// The weight of each class.
    ///
    /// - Parameters:
    ///   - counts: the number of training samples of each class, in the order of `classes`.
    ///   - classes: all class names.
    /// - Throws: ``ClassWeightError`` if weights given by name leave out a class, name a class that the data does not
    ///   have, or include a number that is negative or not finite.
    public func weights(labels counts: [Int], classes: [String]) throws(ClassWeightError) -> [Float] {
        precondition(counts.count == classes.count, "\(counts.count) counts for \(classes.count) classes")
        switch self {
        case .none:
            return [Float](repeating: 1, count: classes.count)
        case .balanced:
            let samples = Double(counts.reduce(0, +))
            let present = Double(counts.count { $0 > 0 })
            return counts.map { $0 > 0 ? Float(samples / (present * Double($0))) : 0 }
        case .perClass(let weights):
            return try ClassWeightOption.ordered(weights, classes: classes)
        }
    }

    private static func ordered(
        _ weights: [String: Float], classes: [String]
    ) throws(ClassWeightError) -> [Float] {
        for name in weights.keys.sorted() where !classes.contains(name) {
            throw .unknownClass(name, known: classes)
        }
        var ordered: [Float] = []
        for name in classes {
            guard let weight = weights[name] else { throw .missingClass(name) }
            guard weight.isFinite, weight >= 0 else { throw .invalidWeight(name, weight) }
            ordered.append(weight)
        }
        return ordered
    }
}

/// What can be wrong with class weights given by name.
public enum ClassWeightError: Error, Equatable, CustomStringConvertible {
    /// A weight for a class that the data does not have.
    case unknownClass(String, known: [String])
    /// A class of the data without a weight.
    case missingClass(String)
    /// A weight that is negative or not finite.
    case invalidWeight(String, Float)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .unknownClass(let name, let known):
            return "class_weight names class \"\(name)\", which the data does not have; its classes are "
                + known.joined(separator: ", ")
        case .missingClass(let name):
            return "class_weight leaves out class \"\(name)\"; give every class a weight, 1.0 to leave it as it is"
        case .invalidWeight(let name, let weight):
            return "class_weight gives class \"\(name)\" \(weight); a weight is a finite number of at least 0"
        }
    }
}

extension ClassWeightOption: Codable {
    /// Reads `none`, `balanced`, or a weight for each class name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let word = try? container.decode(String.self) else {
            self = .perClass(try container.decode([String: Float].self))
            return
        }
        switch word {
        case "none": self = .none
        case "balanced": self = .balanced
        default:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(word)\" is neither none nor balanced nor weights by class")
        }
    }

    /// Writes `none`, `balanced`, or a weight for each class name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .none: try container.encode("none")
        case .balanced: try container.encode("balanced")
        case .perClass(let weights): try container.encode(weights)
        }
    }
}
