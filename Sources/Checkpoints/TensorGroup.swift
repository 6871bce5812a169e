import Files
import Tensors

/// The groups of tensors in a checkpoint, distinguished by the prefixes of their names.
///
/// `best.safetensors` has plain names like Keras' variables, for instance `conv2d_1/kernel`. `last.safetensors` has the
/// current weights under the same plain names, and the other groups with prefixes.
public enum TensorGroup: String, Sendable, CaseIterable {
    /// Weights and running statistics, under their plain names.
    case weights = ""
    /// Adam's running mean of the gradients.
    case firstMoment = "adam/first_moment/"
    /// Adam's running mean of the squared gradients.
    case secondMoment = "adam/second_moment/"
    /// The weights and running statistics of the best epoch so far.
    case best = "best/"

    /// The prefix of the plain names.
    public var prefix: String { rawValue }

    /// The group that a name in a checkpoint belongs to.
    public init(of name: String) {
        self = TensorGroup.allCases.first { $0 != .weights && name.hasPrefix($0.prefix) } ?? .weights
    }
}

extension TensorFile {
    /// The metadata key of the counters of a run, as JSON text: the part of its state that is not in tensors.
    public static let countersKey = "counters"

    /// The tensors of one group, by plain name.
    public func tensors(in group: TensorGroup) -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for (name, tensor) in tensors where TensorGroup(of: name) == group {
            result[String(name.dropFirst(group.prefix.count))] = tensor
        }
        return result
    }

    /// Adds tensors with plain names to one group.
    public mutating func insert(_ added: [String: Tensor], in group: TensorGroup) {
        for (name, tensor) in added { tensors[group.prefix + name] = tensor }
    }

    /// `weights_sha256`: the digest of the current weights, those under plain names.
    public var weightsDigest: String {
        Digest.sha256(tensors(in: .weights))
    }

    /// `best_weights_sha256`: the digest of the best weights under their plain names, nil where there are none.
    /// It equals ``weightsDigest`` of the `best.safetensors` that is exported from them.
    public var bestWeightsDigest: String? {
        let best = tensors(in: .best)
        return best.isEmpty ? nil : Digest.sha256(best)
    }

    /// `state_sha256`: the digest of the weights and Adam's moments, under the names that they have in the file, and of
    /// the string ``countersKey`` of the metadata.
    public var stateDigest: String {
        let state = tensors.filter { TensorGroup(of: $0.key) != .best }
        return Digest.sha256(state, strings: metadata.filter { $0.key == TensorFile.countersKey })
    }
}
