import Networks
import Tensors

/// A small network for each layer kind and each path through its code, with parameters before the layer, so that
/// the gradient of its input is seen too.
enum LayerCases {
    static let head: [LayerSpec] = [.flatten, .dense(.init(units: .classes, activation: .softmax))]

    static func convolution(
        _ filters: Int, _ size: Int = 3, _ padding: Padding = .valid, _ activation: Activation = .linear
    ) -> LayerSpec {
        .conv2d(.init(filters: filters, kernelSize: size, padding: padding, activation: activation))
    }

    static let normalization = LayerSpec.batchNormalization(.init())

    static let all: [(name: String, layers: [LayerSpec], input: ImageShape, samples: Int)] = [
        ("dense", [.flatten, .dense(.init(units: .count(11), activation: .relu))] + head.suffix(1), shape(5, 4, 2), 5),
        ("first convolution", [convolution(5, 3, .valid, .relu)] + head, shape(7, 9, 2), 3),
        ("first convolution, same", [convolution(18, 5, .same)] + head, shape(6, 5, 1), 2),
        ("first convolution, many channels", [convolution(6, 3, .same, .relu)] + head, shape(6, 7, 5), 3),
        ("convolution", [normalization, convolution(7, 3, .valid, .relu)] + head, shape(6, 8, 3), 3),
        ("convolution, same", [normalization, convolution(4, 5, .same)] + head, shape(6, 4, 3), 3),
        ("convolution, 1×1", [normalization, convolution(20, 1)] + head, shape(3, 4, 3), 3),
        (
            "convolution, whole lanes", [convolution(16), convolution(32, 3, .same), convolution(16, 3)] + head,
            shape(9, 8, 1), 3
        ),
        ("convolution, many tiles", [convolution(48), convolution(32)] + head, shape(26, 26, 1), 3),
        ("convolution, tiles of 2×2", [convolution(16), convolution(20, 3, .valid, .relu)] + head, shape(6, 9, 1), 3),
        ("convolution, tiles of 3×3", [convolution(20), convolution(32, 3, .same)] + head, shape(5, 8, 1), 3),
        ("convolution, tiles of 4×4", [convolution(16), convolution(48, 3, .same)] + head, shape(9, 13, 1), 3),
        ("batch normalization", [convolution(17), normalization] + head, shape(9, 7, 1), 4),
        ("pooling", [convolution(5), .maxPooling2d(.init())] + head, shape(9, 8, 1), 3),
        ("pooling, 3×3", [convolution(16, 1), .maxPooling2d(.init(poolSize: 3))] + head, shape(11, 9, 1), 3),
        ("pooling of equals", [convolution(4, 3, .same, .relu), .maxPooling2d(.init())] + head, shape(6, 6, 1), 3),
        ("pooling of pixels", [.maxPooling2d(.init()), convolution(3)] + head, shape(8, 8, 3), 3),
        (
            "normalization, pooling and dropout",
            [convolution(17), normalization, .maxPooling2d(.init()), .dropout(.init(rate: 0.4))] + head, shape(9, 8, 1),
            4
        ),
        (
            "normalization and pooling, whole lanes", [convolution(48), normalization, .maxPooling2d(.init())] + head,
            shape(8, 9, 1), 3
        ),
        (
            "ReLU, normalization and pooling, twice",
            [
                convolution(16, 3, .valid, .relu), normalization, .maxPooling2d(.init()),
                convolution(20, 3, .same, .relu), normalization, .maxPooling2d(.init()),
            ] + head, shape(12, 11, 1), 3
        ),
        (
            "normalization, pooling of 3×3 and dropout",
            [convolution(16), normalization, .maxPooling2d(.init(poolSize: 3)), .dropout(.init(rate: 0.25))] + head,
            shape(8, 8, 1), 3
        ),
        (
            "patches, ReLU, normalization and pooling",
            [normalization, convolution(20, 5, .same, .relu), normalization, .maxPooling2d(.init())] + head,
            shape(7, 6, 3), 3
        ),
        (
            "ReLU, dropout, normalization and pooling",
            [
                convolution(16, 3, .valid, .relu), .dropout(.init(rate: 0.25)), normalization, .maxPooling2d(.init()),
            ] + head, shape(8, 8, 1), 3
        ),
        ("first convolution by tiles", [convolution(16, 3, .same, .relu)] + head, shape(6, 5, 16), 3),
        ("pooling to one pixel", [convolution(16), normalization, .maxPooling2d(.init())] + head, shape(5, 4, 1), 3),
        ("dropout", [convolution(5), .dropout(.init(rate: 0.4))] + head, shape(6, 6, 1), 3),
        ("dropout, whole lanes", [convolution(16), .dropout(.init(rate: 0.25))] + head, shape(6, 6, 1), 3),
    ]

    static func bench(_ index: Int) throws -> Bench {
        let (_, layers, input, samples) = all[index]
        var bench = try Bench(layers, input: input, samples: samples)
        bench.classWeights = [0.5, 1, 1.75]
        bench.dropout = DropoutKey(seed: 3, epoch: 2, step: 5, microBatch: 1)
        return bench
    }

    private static func shape(_ height: Int, _ width: Int, _ channels: Int) -> ImageShape {
        ImageShape(height: height, width: width, channels: channels)
    }
}
