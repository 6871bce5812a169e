import Configuration
import Foundation
import Networks
import Tensors

extension FuzzTarget {
    /// A model, in YAML as in a file and in JSON as a worker is sent it. What is accepted is the same in JSON, and fits
    /// an image and a number of classes or is refused.
    static let model = FuzzTarget(
        "model", maximumLength: 4096, seeds: { modelSeeds.map { Array($0.utf8) } },
        read: { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            do {
                try check(ModelSpec(yaml: text, file: "input.yaml"))
            } catch let error as ConfigurationError {
                try promiseOneLine(error)
            }
            if let sent = try? JSONDecoder().decode(ModelSpec.self, from: Data(bytes)) { try check(sent) }
        })

    /// A face, and what no honest coordinator welcomes a worker to.
    private static let shapes = [
        ImageShape(height: 48, width: 48, channels: 1), ImageShape(height: 16_384, width: 16_384, channels: 64),
    ]

    private static func check(_ spec: ModelSpec) throws {
        let copy = try JSONDecoder().decode(ModelSpec.self, from: JSONEncoder().encode(spec))
        try promise(copy == spec, "a model in JSON is the same model")
        for shape in shapes {
            do {
                let network = try Network(spec, input: shape, classes: 7)
                try promise(network.layers.count == spec.layers.count, "every layer is there")
                let layout = network.layout
                try promise(layout.buckets.last?.upperBound == layout.count, "buckets cover the weights")
            } catch let error as NetworkError {
                try promiseOneLine(error)
            }
        }
    }

    private static let softmax = "dense: {units: classes, activation: softmax}"

    private static var modelSeeds: [String] {
        let presets = ModelSpec.presetNames.compactMap(ModelSpec.presetText)
        let sent = presets.compactMap { preset in
            (try? ModelSpec(yaml: preset, file: "preset")).flatMap { try? JSONEncoder().encode($0) }
        }
        return presets + sent.map { String(decoding: $0, as: UTF8.self) } + [
            "name: small\nlayers:\n- flatten: {}\n- \(softmax)\n",
            "name: one\nlayers:\n- conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu,"
                + " kernel_regularizer: {l2: 0.01}}\n- batch_normalization: {momentum: 0.9, epsilon: 1.0e-3}\n"
                + "- max_pooling2d: {pool_size: 2}\n- dropout: {rate: 0.5}\n- flatten: {}\n- \(softmax)\n",
        ]
    }
}
