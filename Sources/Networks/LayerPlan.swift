import Tensors

/// One layer of a network with its name, its index in the model (from 0), and the shapes of its input and output. The
/// initializer throws if the layer's options are invalid, or if the input is too small or of the wrong kind for the
/// layer.
///
/// After `flatten`, a shape has height 1, width 1, and a channel for each feature.
struct LayerPlan: Sendable {
    let spec: LayerSpec
    let name: String
    let index: Int
    let input: ImageShape
    let output: ImageShape
    /// Whether the layer is `flatten` or comes after it, so that its output is a vector of features.
    let isFlat: Bool
    /// Whether the layer is frozen: training does not change its parameters.
    let isFrozen: Bool

    init(
        _ spec: LayerSpec, name: String, index: Int, input: ImageShape, isFlat: Bool, isLast: Bool, classes: Int,
        isFrozen: Bool
    ) throws(NetworkError) {
        func refuse(_ problem: String) -> NetworkError { .layerDoesNotFit(layer: name, problem: problem) }
        func tooSmall(_ need: String) -> NetworkError {
            refuse(
                "its input of \(input) is too small for \(need); "
                    + "use larger images, padding 'same' or a model with fewer layers")
        }
        self.spec = spec
        self.name = name
        self.index = index
        self.input = input
        self.isFlat = isFlat || spec == .flatten
        self.isFrozen = isFrozen
        switch spec {
        case .conv2d(let layer):
            if isFlat { throw refuse("a convolution cannot follow flatten") }
            let size = layer.kernelSize
            guard size % 2 == 1, size > 0, layer.filters > 0 else {
                throw refuse("\(layer.filters) filters of size \(size): both must be positive, the size odd")
            }
            if layer.activation == .softmax { throw refuse("softmax belongs to the last layer only") }
            let loss = layer.padding == .valid ? size - 1 : 0
            guard input.height > loss, input.width > loss else { throw tooSmall("a \(size)×\(size) kernel") }
            output = ImageShape(
                height: input.height - loss, width: input.width - loss, channels: layer.filters)
        case .maxPooling2d(let layer):
            if isFlat { throw refuse("a pooling cannot follow flatten") }
            let size = layer.poolSize
            guard size > 0 else { throw refuse("the pool size \(size) must be positive") }
            guard input.height >= size, input.width >= size else { throw tooSmall("pooling \(size)×\(size)") }
            output = ImageShape(
                height: input.height / size, width: input.width / size, channels: input.channels)
        case .batchNormalization, .dropout:
            output = input
        case .flatten:
            output = ImageShape(height: 1, width: 1, channels: input.count)
        case .dense(let layer):
            if !isFlat { throw refuse("a dense layer needs flatten before it") }
            if layer.activation == .softmax, !isLast { throw refuse("softmax belongs to the last layer only") }
            let units =
                switch layer.units {
                case .count(let count): count
                case .classes: classes
                }
            guard units > 0 else { throw refuse("\(units) units: there must be one at least") }
            output = ImageShape(height: 1, width: 1, channels: units)
        }
    }

    /// The layer's parameters, in the order that they have in Keras. Parameters of a frozen layer have no L2 term, as
    /// in Keras.
    var parameters: [Parameter] {
        guard isFrozen else { return trainableParameters }
        return trainableParameters.map { parameter in
            var frozen = parameter
            frozen.l2 = 0
            frozen.isFrozen = true
            return frozen
        }
    }

    /// Whether training changes parameters of this layer.
    var isTrained: Bool { !isFrozen && !parameters.isEmpty }

    private var trainableParameters: [Parameter] {
        let channels = output.channels
        switch spec {
        case .conv2d(let layer):
            let shape = [layer.kernelSize, layer.kernelSize, input.channels, channels]
            return [
                Parameter(name: "\(name)/kernel", shape: shape, role: .kernel, l2: Float(layer.l2)),
                Parameter(name: "\(name)/bias", shape: [channels], role: .bias),
            ]
        case .dense(let layer):
            return [
                Parameter(
                    name: "\(name)/kernel", shape: [input.channels, channels], role: .kernel, l2: Float(layer.l2)),
                Parameter(name: "\(name)/bias", shape: [channels], role: .bias),
            ]
        case .batchNormalization(let layer):
            let momentum = layer.momentum
            return [
                Parameter(name: "\(name)/gamma", shape: [channels], role: .gamma),
                Parameter(name: "\(name)/beta", shape: [channels], role: .beta),
                Parameter(name: "\(name)/moving_mean", shape: [channels], role: .movingMean, momentum: momentum),
                Parameter(
                    name: "\(name)/moving_variance", shape: [channels], role: .movingVariance, momentum: momentum),
            ]
        case .maxPooling2d, .dropout, .flatten:
            return []
        }
    }

    var summary: LayerSummary {
        LayerSummary(
            name: name, kind: spec.kind, outputShape: isFlat ? "\(output.channels)" : "\(output)",
            parameters: parameters.reduce(0) { $0 + $1.shape.reduce(1, *) })
    }
}
