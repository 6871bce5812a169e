import Foundation
import Networks
import Tensors
import Vocabulary

/// Numbers in [0, 1) by the formula of scripts/goldens/networks.py.
func draw(_ element: Int, stream: Int) -> Double {
    var hash = UInt32(truncatingIfNeeded: element) &* 0x9E37_79B1 &+ UInt32(stream) &* 0x85EB_CA6B
    hash ^= hash >> 15
    hash = hash &* 0x2C1B_3C6D
    hash ^= hash >> 12
    return Double(hash) * 0x1p-32
}

/// Pixels 0…255 of stream 0.
func drawPixels(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(draw($0, stream: 0) * 256) }
}

/// Weights whose trained tensors are streams 1, 2, … in Keras' order of a model's variables, layer by layer.
func drawWeights(_ layout: ParameterLayout) -> FloatStorage {
    let weights = FloatStorage(count: layout.count)
    for (index, entry) in layout.entries.enumerated() {
        let fans = entry.shape.dropLast(2).reduce(1, *) * entry.shape.suffix(2).reduce(0, +)
        for element in 0..<entry.count {
            let u = draw(element, stream: index + 1)
            let value =
                switch entry.role {
                case .kernel: (2 * u - 1) * (6 / Double(fans)).squareRoot()
                case .bias, .movingMean: -0.1 + 0.2 * u
                case .gamma: 0.5 + u
                case .beta: -0.2 + 0.4 * u
                case .movingVariance: 0.1 + u
                }
            weights.pointer[entry.offset + element] = Float(value)
        }
    }
    return weights
}

/// A network, one micro-batch for it and drawn weights.
struct Bench {
    let network: Network
    let weights: FloatStorage
    var pixels: [UInt8]
    var labels: [UInt16]
    var classWeights: [Float] = []
    var globalCount = 4
    var dropout: DropoutKey?

    init(_ layers: [LayerSpec], input: ImageShape, classes: Int = 3, samples: Int, frozen: [String] = []) throws {
        network = try Network(
            ModelSpec(name: "test", layers: layers), input: input, classes: classes, frozen: frozen)
        weights = drawWeights(network.layout)
        pixels = drawPixels(samples * input.count)
        labels = (0..<samples).map { UInt16(($0 * 2 + 1) % classes) }
    }

    /// Runs `train` in a replica and gives metrics, gradient and the buckets in the order in which they were ready.
    func train(
        _ replica: Replica, _ weights: PreparedWeights? = nil
    ) -> (metrics: MetricSums, gradient: [Float], buckets: [Int]) {
        let gradient = FloatStorage(count: network.layout.count)
        gradient.buffer.update(repeating: .nan)
        var buckets: [Int] = []
        let metrics = replica.train(
            batch, weights: weights ?? prepared, classWeights: classWeights, globalCount: globalCount,
            dropout: dropout, gradient: gradient, bucketReady: { buckets.append($0) })
        return (metrics, Array(gradient.buffer), buckets)
    }

    /// Runs `train` with one set of vector instructions.
    func train(_ instructions: InstructionSet) -> (metrics: MetricSums, gradient: [Float], buckets: [Int]) {
        train(
            Replica(network, microBatchSize: labels.count, instructions: instructions),
            PreparedWeights(network, copying: weights, instructions: instructions))
    }

    /// The weights as they are now.
    var prepared: PreparedWeights { PreparedWeights(network, copying: weights) }

    /// The samples, as many as there are labels.
    var batch: MicroBatch {
        MicroBatch(pixels: Array(pixels.prefix(labels.count * network.input.count)), labels: labels)
    }

    func evaluate(_ replica: Replica) -> MetricSums { replica.evaluate(batch, weights: prepared) }

    func predict(_ replica: Replica) -> [Float] { replica.predict(batch.pixels, weights: prepared) }
}
