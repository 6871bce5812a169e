/// The description of one layer of a model, with the names and defaults of Keras.
public enum LayerSpec: Hashable, Sendable {
    /// A convolution with stride 1 and a bias.
    case conv2d(Conv2D)
    /// Normalization of each channel over samples and pixels.
    case batchNormalization(BatchNormalization)
    /// The maximum of each square of pixels; squares do not overlap.
    case maxPooling2d(MaxPooling2D)
    /// Zeroes values at random in training.
    case dropout(Dropout)
    /// All values of a sample as one vector, in the order of height, width and channels.
    case flatten
    /// A dense layer: the product with a matrix of weights, plus a bias.
    case dense(Dense)

    /// The options of a convolution: `conv2d` in a model file.
    public struct Conv2D: Hashable, Sendable {
        /// The number of output channels.
        public var filters: Int
        /// The number of rows and of columns of the kernel: an odd number.
        public var kernelSize: Int
        /// What the convolution does at the edges of its input.
        public var padding: Padding
        /// The activation function: linear or ReLU.
        public var activation: Activation
        /// λ of the penalty λ·‖kernel‖²; 0 for none.
        public var l2: Double

        /// A convolution with these options.
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

    /// The options of a batch normalization: `batch_normalization` in a model file.
    public struct BatchNormalization: Hashable, Sendable {
        /// The factor of the old running mean and variance when a step computes the new ones.
        public var momentum: Double
        /// The number that is added to the variance before its square root is taken.
        public var epsilon: Double

        /// A batch normalization with these options.
        public init(momentum: Double = 0.99, epsilon: Double = 1e-3) {
            self.momentum = momentum
            self.epsilon = epsilon
        }
    }

    /// The options of a max pooling: `max_pooling2d` in a model file.
    public struct MaxPooling2D: Hashable, Sendable {
        /// The number of rows and of columns of a square, and the distance from one square to the next.
        public var poolSize: Int

        /// A max pooling with squares of this size.
        public init(poolSize: Int = 2) {
            self.poolSize = poolSize
        }
    }

    /// The options of a dropout layer: `dropout` in a model file.
    public struct Dropout: Hashable, Sendable {
        /// The share of values that become zero in training: at least 0 and less than 1.
        public var rate: Double

        /// A dropout layer with this rate.
        public init(rate: Double) {
            self.rate = rate
        }
    }

    /// The options of a dense layer: `dense` in a model file.
    public struct Dense: Hashable, Sendable {
        /// The number of outputs.
        public var units: Units
        /// The activation function: linear or ReLU, or in the last layer softmax.
        public var activation: Activation
        /// λ of the penalty λ·‖kernel‖²; 0 for none.
        public var l2: Double

        /// A dense layer with these options.
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
    /// The kernel stays inside the input, so the output is smaller.
    case valid
    /// There are zeros around the input, so the output has the same height and width.
    case same
}

/// The activation function, applied to the outputs of a convolution or dense layer after the bias is added.
public enum Activation: String, Codable, Hashable, Sendable, CaseIterable {
    /// The identity: outputs stay as they are.
    case linear
    /// ReLU: max(x, 0).
    case relu
    /// Softmax: eˣ / Σ eˣ over the classes. Only the last layer can have it.
    case softmax
}

/// How many outputs a dense layer has.
public enum Units: Hashable, Sendable {
    /// A given number of outputs.
    case count(Int)
    /// The number of classes of the data.
    case classes
}
