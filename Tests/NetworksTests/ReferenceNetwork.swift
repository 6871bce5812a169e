import Networks
import Tensors

/// The reference for every layer: loops over single numbers in double precision, straight from the formula.
struct ReferenceNetwork {
    /// A feature map of one sample.
    struct Map {
        let shape: ImageShape
        var values: [Double]

        init(_ shape: ImageShape, _ values: [Double]? = nil) {
            self.shape = shape
            self.values = values ?? Array(repeating: 0, count: shape.count)
        }

        subscript(_ y: Int, _ x: Int, _ c: Int) -> Double {
            get { values[(y * shape.width + x) * shape.channels + c] }
            set { values[(y * shape.width + x) * shape.channels + c] = newValue }
        }
    }

    let bench: Bench
    /// ∂loss/∂parameter by entry name; running statistics as samples · statistic.
    private(set) var gradients: [String: [Double]] = [:]
    private(set) var lossSum = 0.0
    private(set) var crossEntropySum = 0.0
    private let tensors: [String: [Double]]

    /// Trains one micro-batch.
    init(_ bench: Bench) {
        self.bench = bench
        tensors = bench.network.layout.tensors(of: bench.weights).mapValues { $0.values.map(Double.init) }
        let size = bench.network.input.count
        let images = bench.labels.indices.map { sample in
            Map(
                bench.network.input,
                bench.pixels[sample * size..<(sample + 1) * size].map { Double(Float($0) / 255) })
        }
        _ = run(images, from: 0)
    }

    func weights(_ name: String) -> [Double] { tensors[name] ?? [] }

    mutating func add(_ values: [Double], to name: String) {
        let sum = gradients[name] ?? Array(repeating: 0, count: values.count)
        gradients[name] = zip(sum, values).map(+)
    }

    /// Runs the layers from `index` on, and gives ∂loss/∂inputs.
    private mutating func run(_ inputs: [Map], from index: Int) -> [Map] {
        guard index < bench.network.layers.count else { return loss(inputs) }
        let name = bench.network.layers[index].name
        switch bench.network.spec.layers[index] {
        case .conv2d(let options):
            let outputs = inputs.map { convolve($0, options, name) }
            let outputGradient = rectified(run(outputs, from: index + 1), outputs, options.activation)
            return zip(inputs, outputGradient).map { convolveBackward($0, $1, options, name) }
        case .dense(let options):
            let outputs = inputs.map { multiply($0, options.activation, name) }
            let outputGradient = rectified(run(outputs, from: index + 1), outputs, options.activation)
            return zip(inputs, outputGradient).map { multiplyBackward($0, $1, name) }
        case .batchNormalization(let options):
            let statistics = measure(inputs, options.epsilon)
            let outputGradient = run(inputs.map { normalize($0, statistics, name) }, from: index + 1)
            return normalizeBackward(inputs, outputGradient, statistics, name)
        case .maxPooling2d(let options):
            let outputGradient = run(inputs.map { pool($0, options.poolSize) }, from: index + 1)
            return zip(inputs, outputGradient).map { poolingBackward($0, $1, options.poolSize) }
        case .dropout(let options):
            let masks = inputs.indices.map { mask(inputs[$0].shape, sample: $0, options.rate, index: index) }
            let outputs = zip(inputs, masks).map { Map($0.shape, zip($0.values, $1).map(*)) }
            return zip(run(outputs, from: index + 1), masks).map { Map($0.shape, zip($0.values, $1).map(*)) }
        case .flatten:
            let flat = inputs.map { Map(ImageShape(height: 1, width: 1, channels: $0.shape.count), $0.values) }
            return zip(run(flat, from: index + 1), inputs).map { Map($1.shape, $0.values) }
        }
    }

    private mutating func loss(_ logits: [Map]) -> [Map] {
        zip(logits, bench.labels).map { logits, label in
            let exponentials = logits.values.map(Elementary.exp)
            let sum = exponentials.reduce(0, +)
            let weight = bench.classWeights.isEmpty ? 1 : Double(bench.classWeights[Int(label)])
            let crossEntropy = -Elementary.log(exponentials[Int(label)] / sum)
            lossSum += weight * crossEntropy
            crossEntropySum += crossEntropy
            var outputGradient = exponentials.map { $0 / sum * weight / Double(bench.globalCount) }
            outputGradient[Int(label)] -= weight / Double(bench.globalCount)
            return Map(logits.shape, outputGradient)
        }
    }

    private func mask(_ shape: ImageShape, sample: Int, _ rate: Double, index: Int) -> [Double] {
        guard let key = bench.dropout else { return Array(repeating: 1, count: shape.count) }
        let stream = RandomStream(
            seed: key.seed, purpose: .dropout, epoch: key.epoch, step: key.step, microBatch: key.microBatch,
            index: index)
        return (0..<shape.count).map { element in
            Double(stream.word(sample * shape.count + element)) >= (rate * 0x1p32).rounded(.down) ? 1 / (1 - rate) : 0
        }
    }

    private func rectified(_ outputGradient: [Map], _ outputs: [Map], _ activation: Activation) -> [Map] {
        guard activation == .relu else { return outputGradient }
        return zip(outputGradient, outputs).map { Map($0.shape, zip($0.values, $1.values).map { $1 > 0 ? $0 : 0 }) }
    }
}
