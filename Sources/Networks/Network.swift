import PlainText
import Tensors

/// A model for a given input shape and number of classes: the shapes of all its layers are known, and each layer fits
/// the one before it.
public struct Network: Sendable {
    /// The model that the network is made from.
    public let spec: ModelSpec
    /// The shape of one input image.
    public let input: ImageShape
    /// The number of classes, which is the number of the last layer's outputs.
    public let classes: Int
    /// A summary of each layer, from the first to the last.
    public let layers: [LayerSummary]
    /// Where each parameter lies in the flat vectors of weights and gradients.
    public let layout: ParameterLayout
    /// Each layer with its index and shapes.
    let plans: [LayerPlan]

    /// The most values that a layer's output may have for one sample: 2³² floats, that is 16 GiB. With this limit and
    /// the limits of a layer's options, no size that the network computes overflows an Int.
    private static let mostFloats = 1 << 32
    /// The most parameters that all layers may have together. With this number, a checkpoint takes 16 GiB for the
    /// weights, Adam's two moments and the best weights. Larger checkpoints are not read.
    private static let mostParameters = 1 << 30

    /// Makes the network of a model: computes all shapes, and checks that the layers fit.
    ///
    /// - Parameters:
    ///   - bucketLimit: the most floats of a bucket, see ``ParameterLayout/bucketLimit``.
    ///   - frozen: the names of the layers whose parameters training does not change. A frozen batch normalization uses
    ///     its running statistics in training too.
    /// - Throws: ``NetworkError/layerDoesNotFit(layer:problem:)`` if a layer does not fit, for instance because the
    ///   image is too small for the model; ``NetworkError/cannotFreeze(problem:)`` if `frozen` names something else
    ///   than layers with parameters, or all of them.
    public init(
        _ spec: ModelSpec, input: ImageShape, classes: Int, bucketLimit: Int = ParameterLayout.localBucketLimit,
        frozen: [String] = []
    ) throws(NetworkError) {
        precondition(input.count > 0, "an image of \(input)")
        precondition(classes > 0, "\(classes) classes")
        var plans: [LayerPlan] = []
        var numbers: [String: Int] = [:]
        var shape = input
        var isFlat = false
        var parameters = 0
        for (index, layer) in spec.layers.enumerated() {
            numbers[layer.kind, default: 0] += 1
            let name = "\(layer.kind)_\(numbers[layer.kind, default: 1])"
            let plan = try LayerPlan(
                layer, name: name, index: index, input: shape, isFlat: isFlat,
                isLast: index == spec.layers.count - 1, classes: classes, isFrozen: frozen.contains(name))
            guard plan.output.count <= Network.mostFloats else {
                throw .layerDoesNotFit(
                    layer: plan.name, problem: "its output has \(plan.output) values, more than \(Network.mostFloats)")
            }
            parameters += plan.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
            guard parameters <= Network.mostParameters else {
                throw .layerDoesNotFit(
                    layer: plan.name,
                    problem: "with it the model has \(parameters) parameters, more than \(Network.mostParameters)")
            }
            shape = plan.output
            isFlat = plan.isFlat
            plans.append(plan)
        }
        guard let last = plans.last, case .dense(let dense) = last.spec, dense.activation == .softmax,
            last.output.channels == classes
        else {
            throw .layerDoesNotFit(
                layer: plans.last?.name ?? spec.name,
                problem: "the last layer must be dense: {units: classes, activation: softmax}, for \(classes) classes")
        }
        try Network.check(frozen, plans)
        self.spec = spec
        self.input = input
        self.classes = classes
        self.plans = plans
        layout = ParameterLayout(layers: plans.map(\.parameters), bucketLimit: bucketLimit)
        layers = plans.map(\.summary)
    }

    private static func check(_ frozen: [String], _ plans: [LayerPlan]) throws(NetworkError) {
        let names = plans.filter { !$0.parameters.isEmpty }.map(\.name)
        if let unknown = frozen.first(where: { !names.contains($0) }) {
            throw .cannotFreeze(
                problem: "names \(excerpt(unknown)), which is not a layer with parameters; "
                    + Spelling.advice(for: unknown, among: names))
        }
        if Set(frozen) == Set(names) {
            throw .cannotFreeze(problem: "names all layers, so nothing would be trained: leave one out")
        }
    }
}

/// What `chorus inspect` shows about a layer of a network, in one row.
public struct LayerSummary: Sendable, Hashable, Codable {
    /// The name of the layer, for instance `conv2d_1`.
    public let name: String
    /// The kind of the layer, as a model file writes it, for instance `conv2d`.
    public let kind: String
    /// The shape of the layer's output, for instance `46×46×32`. From the layer `flatten` on, it is the number of
    /// values, for instance `256`.
    public let outputShape: String
    /// The number of floats in the layer's parameters, running statistics included.
    public let parameters: Int

    private enum CodingKeys: String, CodingKey {
        case name, kind
        case outputShape = "output_shape"
        case parameters
    }
}
