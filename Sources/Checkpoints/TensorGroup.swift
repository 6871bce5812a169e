import Files
import Tensors

/// The groups of tensors in a checkpoint. The prefix of a tensor's name says which group it belongs to.
///
/// `best.safetensors` has plain names like Keras' variables, for instance `conv2d_1/kernel`. `last.safetensors` has the
/// current weights under the same plain names, and the other groups with prefixes.
public enum TensorGroup: String, Sendable, CaseIterable {
    /// The current weights and the running statistics of batch normalization, under their plain names. In
    /// `best.safetensors`, they are those of the best epoch.
    case weights = ""
    /// Adam's running mean of the gradients.
    case firstMoment = "adam/first_moment/"
    /// Adam's running mean of the squared gradients.
    case secondMoment = "adam/second_moment/"
    /// The weights and running statistics of the best epoch so far, which become `best.safetensors`.
    case best = "best/"

    /// The prefix of the group's tensors, which stands before the plain name.
    public var prefix: String { rawValue }

    /// The group that a name in a checkpoint belongs to.
    public init(of name: String) {
        self = TensorGroup.allCases.first { $0 != .weights && name.hasPrefix($0.prefix) } ?? .weights
    }
}

extension TensorFile {
    /// The key under which the metadata has the run's counters, as JSON text. A run's state consists of tensors and
    /// these counters.
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

    /// `weights_sha256`: the digest of the tensors with plain names. They are the current weights, or in
    /// `best.safetensors` the best weights.
    public var weightsDigest: String {
        Digest.sha256(tensors(in: .weights))
    }

    /// `best_weights_sha256`: the digest of the tensors of the group ``TensorGroup/best``, under their plain names; nil
    /// if the file has none. It equals the ``weightsDigest`` of a `best.safetensors` with the same weights.
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
