/// One layer of a model as data, with Keras' names and defaults.
public enum LayerSpec: Hashable, Sendable {
    /// A convolution, stride 1, with bias.
    case conv2d(Conv2D)
    /// Normalization of each channel over samples and pixels.
    case batchNormalization(BatchNormalization)
    /// The maximum of each square of pixels; squares do not overlap.
    case maxPooling2d(MaxPooling2D)
    /// Zeroes values at random in training.
    case dropout(Dropout)
    /// All values of a sample as one vector, in H, W, C order.
    case flatten
    /// A product with a matrix, plus bias.
    case dense(Dense)

    /// `conv2d`
    public struct Conv2D: Hashable, Sendable {
        /// Output channels.
        public var filters: Int
        /// Rows and columns of the kernel: odd.
        public var kernelSize: Int
        /// What happens at the edges.
        public var padding: Padding
        /// Linear or ReLU.
        public var activation: Activation
        /// λ of the penalty λ·‖kernel‖²; 0 for none.
        public var l2: Double

        /// A convolution.
        public init(
            filters: Int, kernelSize: Int = 3, padding: Padding = .valid, activation: Activation = .linear,
            l2: Double = 0
        ) {
            self.filters = filters
            self.kernelSize = kernelSize
            self.padding = padding
            self.activation = activation
            self.l2 = l2
        }
    }

    /// `batch_normalization`
    public struct BatchNormalization: Hashable, Sendable {
        /// The factor of the old moving statistics at a step.
        public var momentum: Double
        /// Added to the variance before the root.
        public var epsilon: Double

        /// A normalization.
        public init(momentum: Double = 0.99, epsilon: Double = 1e-3) {
            self.momentum = momentum
            self.epsilon = epsilon
        }
    }

    /// `max_pooling2d`
    public struct MaxPooling2D: Hashable, Sendable {
        /// Rows and columns of a square, and its stride.
        public var poolSize: Int

        /// A pooling.
        public init(poolSize: Int = 2) {
            self.poolSize = poolSize
        }
    }

    /// `dropout`
    public struct Dropout: Hashable, Sendable {
        /// The share of values that become zero: 0 ..< 1.
        public var rate: Double

        /// A dropout.
        public init(rate: Double) {
            self.rate = rate
        }
    }

    /// `dense`
    public struct Dense: Hashable, Sendable {
        /// Outputs.
        public var units: Units
        /// Linear or ReLU; softmax for the last layer.
        public var activation: Activation
        /// λ of the penalty λ·‖kernel‖²; 0 for none.
        public var l2: Double

        /// A dense layer.
        public init(units: Units, activation: Activation = .linear, l2: Double = 0) {
            self.units = units
            self.activation = activation
            self.l2 = l2
        }
    }

    /// The layer's kind as it is written in a model file.
    public var kind: String {
        switch self {
        case .conv2d: "conv2d"
        case .batchNormalization: "batch_normalization"
        case .maxPooling2d: "max_pooling2d"
        case .dropout: "dropout"
        case .flatten: "flatten"
        case .dense: "dense"
        }
    }
}

/// What a convolution does at the edges of its input.
public enum Padding: String, Codable, Hashable, Sendable, CaseIterable {
    /// The kernel stays inside: the output is smaller.
    case valid
    /// Zeros around the input: the output is as large.
    case same
}

/// The activation function, applied to the outputs of a convolution or dense layer after the bias is added.
public enum Activation: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case linear
    /// max(x, 0).
    case relu
    /// eˣ / Σ eˣ over the classes: of the last layer only.
    case softmax
}

/// How many outputs a dense layer has.
public enum Units: Hashable, Sendable {
    /// A number.
    case count(Int)
    /// The number of classes of the data.
    case classes
}
