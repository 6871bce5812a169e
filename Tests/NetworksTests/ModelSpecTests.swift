import Foundation
import Networks
import Testing

@Suite("The form of a model file")
struct ModelSpecTests {
    private static func model(_ layer: String) -> String {
        "{\"name\": \"m\", \"layers\": [{\"flatten\": {}}, \(layer)]}"
    }

    @Test("presets have the documented layers")
    func presets() {
        #expect(ModelSpec.presetNames == ["fer-cnn", "hackersrealm"])
        #expect(ModelSpec.presetText("fer") == nil)
        let filters = [(32, 0.001), (64, 0.01), (128, 0.01), (512, 0.01)]
        let blocks = filters.flatMap { filters, l2 -> [LayerSpec] in
            [
                .conv2d(.init(filters: filters, activation: .relu, l2: l2)), .batchNormalization(.init()),
                .maxPooling2d(.init()), .dropout(.init(rate: 0.4)),
            ]
        }
        let head: [LayerSpec] = [
            .flatten, .dense(.init(units: .count(256), activation: .relu, l2: 0.01)), .dropout(.init(rate: 0.5)),
            .dense(.init(units: .classes, activation: .softmax)),
        ]
        #expect(ferCNN == ModelSpec(name: "fer-cnn", layers: blocks + head))
        #expect(hackersrealm.layers.count == 18)
        #expect(hackersrealm.layers.allSatisfy { $0.kind != "batch_normalization" })
        #expect(ferCNN.with(padding: .same).with(padding: .valid) == ferCNN)
        #expect(ferCNN.with(padding: .same) != ferCNN)
    }

    @Test("encoding and decoding give the same model")
    func roundTrip() throws {
        for model in [ferCNN, hackersrealm.with(padding: .same)] {
            let data = try JSONEncoder().encode(model)
            #expect(try JSONDecoder().decode(ModelSpec.self, from: data) == model)
        }
    }

    @Test("defaults are Keras'")
    func defaults() throws {
        let model = try decoded(
            """
            {"name": "m", "layers": [{"conv2d": {"filters": 3, "kernel_size": 5}}, {"batch_normalization": {}},
            {"max_pooling2d": {}}, {"dense": {"units": 4}}]}
            """)
        let expected: [LayerSpec] = [
            .conv2d(.init(filters: 3, kernelSize: 5, padding: .valid, activation: .linear, l2: 0)),
            .batchNormalization(.init(momentum: 0.99, epsilon: 0.001)), .maxPooling2d(.init(poolSize: 2)),
            .dense(.init(units: .count(4), activation: .linear, l2: 0)),
        ]
        #expect(model.layers == expected)
    }

    @Test(
        "mistakes name the layer, the key and what was probably meant",
        arguments: [
            ("{\"dropuot\": {\"rate\": 0.4}}", "dropuot", "did you mean 'dropout'?"),
            ("{\"dropout\": {\"rat\": 0.4}}", "rat", "did you mean 'rate'?"),
            ("{\"dropout\": {}}", "rate", "missing"),
            ("{\"dropout\": {\"rate\": 1.0}}", "rate", "less than 1"),
            ("{\"dropout\": {\"rate\": \"much\"}}", "rate", "a number"),
            ("{\"dropout\": 0.4}", "dropout", "a mapping"),
            ("{\"flatten\": {\"order\": 1}}", "order", "none here"),
            ("{\"conv2d\": {\"filters\": 8, \"kernel_size\": 4}}", "kernel_size", "odd"),
            ("{\"conv2d\": {\"filters\": 0, \"kernel_size\": 3}}", "filters", "from 1"),
            ("{\"conv2d\": {\"filters\": 8.5, \"kernel_size\": 3}}", "filters", "whole number"),
            (
                "{\"conv2d\": {\"filters\": 8, \"kernel_size\": 3, \"padding\": \"sane\"}}", "padding",
                "did you mean 'same'?"
            ),
            (
                "{\"conv2d\": {\"filters\": 8, \"kernel_size\": 3, \"activation\": \"softmax\"}}", "activation",
                "'softmax' is unknown"
            ),
            ("{\"dense\": {\"units\": \"class\"}}", "units", "'classes'"),
            ("{\"dense\": {\"units\": 4, \"kernel_regularizer\": {\"l1\": 0.1}}}", "l1", "did you mean 'l2'?"),
            ("{\"dense\": {\"units\": 4, \"kernel_regularizer\": {\"l2\": -1}}}", "l2", "at least 0"),
            ("{\"max_pooling2d\": {\"pool_size\": 0}}", "pool_size", "from 1"),
            ("{\"batch_normalization\": {\"momentum\": 2}}", "momentum", "from 0 to 1"),
            ("{\"batch_normalization\": {\"epsilon\": 0}}", "epsilon", "more than 0"),
        ])
    func mistakes(_ layer: String, _ key: String, _ words: String) throws {
        let error = #expect(throws: NetworkError.self) { _ = try decoded(ModelSpecTests.model(layer)) }
        let text = try #require(error).description
        #expect(text.hasPrefix("model, layer 2, key '\(key)': "), "\(text)")
        #expect(text.contains(words), "\(text)")
    }

    @Test("mistakes outside the layers")
    func outside() {
        for (text, words) in [
            ("{\"name\": \"m\", \"layer\": []}", "did you mean 'layers'?"), ("{\"name\": \"m\"}", "key 'layers'"),
            ("{\"layers\": [{\"flatten\": {}}]}", "key 'name'"), ("{\"name\": \"m\", \"layers\": []}", "one layer"),
            ("{\"name\": \"m\", \"layers\": [7]}", "layer 1"), ("[]", "a mapping"),
        ] {
            let error = #expect(throws: NetworkError.self) { _ = try decoded(text) }
            #expect(error?.description.contains(words) == true, "\(text): \(error?.description ?? "")")
        }
    }
}
