import Tensors

/// Where each parameter of a network lies in a flat vector. Weights, gradients and moments have the same layout.
///
/// Every entry starts at a multiple of 16 floats (64 bytes); the floats between entries are always zero.
public struct ParameterLayout: Sendable, Hashable {
    /// What a parameter is in its layer.
    public enum Role: String, Sendable, Codable {
        /// The weights of a convolution (height, width, in, out) or dense layer (in, out).
        case kernel
        /// The numbers that are added to the output channels of a convolution or dense layer.
        case bias
        /// The scale of a batch normalization.
        case gamma
        /// The shift of a batch normalization.
        case beta
        /// The running mean of a batch normalization: not trained.
        case movingMean
        /// The running variance of a batch normalization: not trained.
        case movingVariance

        /// Whether the optimizer updates parameters of this role by their gradients.
        public var isTrainable: Bool { self != .movingMean && self != .movingVariance }
    }

    /// One parameter tensor, and its place in the flat vector.
    public struct Entry: Sendable, Hashable {
        /// The parameter's name, in the form of Keras' names: `conv2d_1/kernel`, `batch_normalization_1/moving_mean`.
        public let name: String
        /// The number of elements along each axis of the tensor.
        public let shape: [Int]
        /// The index of the parameter's first float in the flat vector.
        public let offset: Int
        /// What the parameter is in its layer.
        public let role: Role
        /// λ of the penalty λ·‖kernel‖²; 0 for none.
        public let l2: Float
        /// For ``Role/movingMean`` and ``Role/movingVariance``: the factor of the old running value when a step
        /// computes the new one. 0 for other roles.
        public let momentum: Double

        /// Whether the parameter's layer is frozen: training does not change the parameter.
        public let isFrozen: Bool

        /// The number of floats in the tensor.
        public var count: Int { shape.reduce(1, *) }
        /// The parameter's indices in the flat vector.
        public var range: Range<Int> { offset..<offset + count }
    }

    /// All parameter tensors of the network, from the first layer to the last.
    public let entries: [Entry]
    /// The number of floats in the flat vector, padding included.
    public let count: Int
    /// The most floats in a bucket. A larger layer is cut into several buckets: at this distance from its start, at
    /// twice this distance, and so on. No result depends on the limit.
    public let bucketLimit: Int
    /// The buckets, from the first layer to the last. A bucket is a range of the flat vector that is sent as one
    /// message. It lies within one layer and has at most ``bucketLimit`` floats. Together the buckets are the whole
    /// vector.
    public let buckets: [Range<Int>]
    /// For each layer of the model, the indices of its buckets in ``buckets``.
    let layerBuckets: [Range<Int>]
    /// For each layer of the model, the indices of its entries in ``entries``.
    let layerEntries: [Range<Int>]

    /// Each entry starts at a multiple of this number of floats.
    static let alignment = 16
    /// The most floats in a bucket between processes of one machine: 4 MiB.
    public static let localBucketLimit = 1_048_576
    /// The most floats in a bucket over a network: 512 KiB, so that the coordinator can already send new weights of a
    /// layer while it still receives the rest of the layer's gradient.
    public static let remoteBucketLimit = 131_072

    /// Lays out the parameters of each layer, one after the other.
    init(layers: [[Parameter]], bucketLimit: Int) {
        var entries: [Entry] = []
        var buckets: [Range<Int>] = []
        var layerBuckets: [Range<Int>] = []
        var layerEntries: [Range<Int>] = []
        var end = 0
        for parameters in layers {
            let start = end
            let firstBucket = buckets.count
            let firstEntry = entries.count
            for parameter in parameters {
                let entry = Entry(
                    name: parameter.name, shape: parameter.shape, offset: end, role: parameter.role, l2: parameter.l2,
                    momentum: parameter.momentum, isFrozen: parameter.isFrozen)
                entries.append(entry)
                end = roundedUp(entry.range.upperBound, to: ParameterLayout.alignment)
            }
            for from in stride(from: start, to: end, by: bucketLimit) {
                buckets.append(from..<min(from + bucketLimit, end))
            }
            layerBuckets.append(firstBucket..<buckets.count)
            layerEntries.append(firstEntry..<entries.count)
        }
        self.entries = entries
        self.bucketLimit = bucketLimit
        self.buckets = buckets
        self.layerBuckets = layerBuckets
        self.layerEntries = layerEntries
        count = end
    }

    /// How many floats of the vector the optimizer trains.
    public var trainableCount: Int { trainableCount(frozen: false) }

    /// How many floats are in frozen layers and would be trained if the layers were not frozen.
    public var frozenCount: Int { trainableCount(frozen: true) }

    private func trainableCount(frozen: Bool) -> Int {
        entries.filter { $0.role.isTrainable && $0.isFrozen == frozen }.reduce(0) { $0 + $1.count }
    }

    /// Copies of all parameters in a flat vector, by name.
    public func tensors(of vector: FloatStorage) -> [String: Tensor] {
        precondition(vector.count == count, "a vector of \(vector.count) floats for a layout of \(count)")
        var tensors: [String: Tensor] = [:]
        for entry in entries {
            tensors[entry.name] = Tensor(shape: entry.shape, values: Array(vector.buffer[entry.range]))
        }
        return tensors
    }

    /// Sets every parameter in a flat vector to the tensor of the same name. Tensors with other names are ignored.
    ///
    /// - Throws: ``NetworkError/missingTensor(name:)`` or ``NetworkError/wrongShape(name:found:expected:)``, before
    ///   anything is changed.
    public func fill(_ vector: FloatStorage, from tensors: [String: Tensor]) throws(NetworkError) {
        precondition(vector.count == count, "a vector of \(vector.count) floats for a layout of \(count)")
        for entry in entries {
            guard let tensor = tensors[entry.name] else { throw .missingTensor(name: entry.name) }
            guard tensor.shape == entry.shape else {
                throw .wrongShape(name: entry.name, found: tensor.shape, expected: entry.shape)
            }
        }
        vector.clear()
        for entry in entries {
            if let tensor = tensors[entry.name] {
                tensor.values.withUnsafeBufferPointer { values in
                    guard let first = values.baseAddress else { return }
                    (vector.pointer + entry.offset).update(from: first, count: values.count)
                }
            }
        }
    }
}

/// A parameter of a layer, before the layout has given it a place in the flat vector.
struct Parameter {
    let name: String
    let shape: [Int]
    let role: ParameterLayout.Role
    var l2: Float = 0
    var momentum: Double = 0
    var isFrozen = false
}

/// The least multiple of `step` that is not less than `count`.
func roundedUp(_ count: Int, to step: Int) -> Int {
    (count + step - 1) / step * step
}
