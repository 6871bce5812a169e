import Checkpoints
import Configuration
import Datasets
import Networks
import Tensors
import Training

/// Which tensors of a run came from another model. All other tensors have the initial values that follow from the seed.
public struct InitialWeights: Hashable, Sendable {
    /// Why a tensor was not taken from the other model.
    public enum Gap: String, Hashable, Sendable {
        /// The tensor is in the last layer, which has an output for each class, and the models have different classes.
        case otherClasses = "other classes"
        /// The other model's tensor of this name has another shape.
        case otherShape = "another shape"
        /// The other model has no tensor of this name.
        case missing = "not in the other model"
    }

    /// A tensor that was not taken from the other model.
    public struct New: Hashable, Sendable {
        /// The name of the tensor, for instance `conv2d_1/kernel`.
        public let name: String
        /// Why the tensor was not taken from the other model.
        public let gap: Gap

        /// Says that the tensor of this name was not taken, and why.
        public init(_ name: String, _ gap: Gap) {
            self.name = name
            self.gap = gap
        }
    }

    /// The path of the other model's checkpoint or run.
    public let path: String
    /// The digest of the other model's weights.
    public let digest: String
    /// The names of the tensors that were taken, in the order of the layers.
    public private(set) var taken: [String] = []
    /// The tensors that were not taken, in the order of the layers.
    public private(set) var new: [New] = []

    /// Lists the tensors that were taken from the model at `path`, and those that were not.
    public init(path: String, digest: String, taken: [String], new: [New]) {
        self.path = path
        self.digest = digest
        self.taken = taken
        self.new = new
    }

    /// Decides which tensors the run of `job` takes from `model`, which was read from `path`.
    fileprivate init(path: String, of model: TrainedModel, for job: TrainingJob) {
        self.path = path
        digest = model.file.weightsDigest
        let entries = job.network.layout.entries
        let others = Dictionary(uniqueKeysWithValues: model.network.layout.entries.map { ($0.name, $0) })
        let head = entries.last.map { InitialWeights.layer(of: $0.name) }
        for entry in entries {
            let gap: Gap? =
                if let other = others[entry.name] {
                    InitialWeights.layer(of: entry.name) == head && model.metadata.classes != job.dataset.classes
                        ? .otherClasses : other.shape == entry.shape ? nil : .otherShape
                } else {
                    .missing
                }
            if let gap { new.append(New(entry.name, gap)) } else { taken.append(entry.name) }
        }
    }

    /// The name of a tensor's layer: the part of the tensor's name before the slash.
    package static func layer(of tensor: String) -> Substring { tensor.prefix { $0 != "/" } }
}

extension TrainingRun {
    /// Takes initial weights, running statistics included, from another model: each tensor that has the same name and
    /// shape in both models. The last layer is taken only if both models have the same classes in the same order.
    ///
    /// - Parameter path: the path of the other model's checkpoint or run, for messages.
    /// - Throws: ``RunError/nothingToTake(path:)`` if no kernel can be taken (biases alone are not enough, since their
    ///   shapes may be equal by chance), and ``RunError/frozenAtRandom(layer:path:)`` if a tensor of a frozen layer
    ///   cannot be taken, since the layer would keep random weights.
    package func takeWeights(of model: TrainedModel, path: String) throws(RunError) {
        let initial = InitialWeights(path: path, of: model, for: job)
        let kernels = job.network.layout.entries.filter { $0.role == .kernel }
        guard kernels.contains(where: { initial.taken.contains($0.name) }) else { throw .nothingToTake(path: path) }
        if let random = initial.new.first(where: {
            job.configuration.freeze.names.contains(String(InitialWeights.layer(of: $0.name)))
        }) {
            throw .frozenAtRandom(layer: String(InitialWeights.layer(of: random.name)), path: path)
        }
        let source = Dictionary(uniqueKeysWithValues: model.network.layout.entries.map { ($0.name, $0) })
        for entry in job.network.layout.entries where initial.taken.contains(entry.name) {
            guard let other = source[entry.name] else { continue }
            (current.weights.pointer + entry.offset).update(
                from: model.weights.pointer + other.offset, count: entry.count)
        }
        initialWeights = initial
        initialWeightsDigest = initial.digest
    }
}
