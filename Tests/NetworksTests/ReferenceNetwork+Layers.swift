import Networks
import Tensors

extension ReferenceNetwork {
    /// Calls with output row and column, filter, and the index of a tap in the input and in the kernel, for all taps
    /// inside the image.
    private func forEachTap(
        _ input: ImageShape, _ options: LayerSpec.Conv2D,
        _ body: (_ y: Int, _ x: Int, _ f: Int, _ inputY: Int, _ inputX: Int, _ c: Int, _ weight: Int) -> Void
    ) {
        let (size, margin) = (options.kernelSize, options.padding == .same ? options.kernelSize / 2 : 0)
        for y in 0..<input.height + 2 * margin - size + 1 {
            for x in 0..<input.width + 2 * margin - size + 1 {
                for row in 0..<size where (0..<input.height).contains(y + row - margin) {
                    for column in 0..<size where (0..<input.width).contains(x + column - margin) {
                        for c in 0..<input.channels {
                            let weight = ((row * size + column) * input.channels + c) * options.filters
                            for f in 0..<options.filters {
                                body(y, x, f, y + row - margin, x + column - margin, c, weight + f)
                            }
                        }
                    }
                }
            }
        }
    }

    func convolve(_ input: Map, _ options: LayerSpec.Conv2D, _ name: String) -> Map {
        let (kernel, bias) = (weights("\(name)/kernel"), weights("\(name)/bias"))
        let loss = options.padding == .valid ? options.kernelSize - 1 : 0
        var output = Map(
            ImageShape(
                height: input.shape.height - loss, width: input.shape.width - loss, channels: options.filters))
        forEachTap(input.shape, options) { y, x, f, inputY, inputX, c, weight in
            output[y, x, f] += input[inputY, inputX, c] * kernel[weight]
        }
        for index in output.values.indices {
            let sum = output.values[index] + bias[index % options.filters]
            output.values[index] = options.activation == .relu ? max(sum, 0) : sum
        }
        return output
    }

    mutating func convolveBackward(_ input: Map, _ outputGradient: Map, _ options: LayerSpec.Conv2D, _ name: String)
        -> Map
    {
        let kernel = weights("\(name)/kernel")
        var kernelGradient = Array(repeating: 0.0, count: kernel.count)
        var inputGradient = Map(input.shape)
        forEachTap(input.shape, options) { y, x, f, inputY, inputX, c, weight in
            kernelGradient[weight] += input[inputY, inputX, c] * outputGradient[y, x, f]
            inputGradient[inputY, inputX, c] += kernel[weight] * outputGradient[y, x, f]
        }
        add(kernelGradient, to: "\(name)/kernel")
        add(channelSums(outputGradient), to: "\(name)/bias")
        return inputGradient
    }

    func multiply(_ input: Map, _ activation: Activation, _ name: String) -> Map {
        let (kernel, bias) = (weights("\(name)/kernel"), weights("\(name)/bias"))
        let units = bias.count
        let sums = (0..<units).map { unit in
            input.values.indices.reduce(bias[unit]) { $0 + input.values[$1] * kernel[$1 * units + unit] }
        }
        return Map(
            ImageShape(height: 1, width: 1, channels: units), activation == .relu ? sums.map { max($0, 0) } : sums)
    }

    mutating func multiplyBackward(_ input: Map, _ outputGradient: Map, _ name: String) -> Map {
        let kernel = weights("\(name)/kernel")
        let units = outputGradient.values.count
        add(input.values.flatMap { value in outputGradient.values.map { value * $0 } }, to: "\(name)/kernel")
        add(outputGradient.values, to: "\(name)/bias")
        return Map(
            input.shape,
            input.values.indices.map { index in
                (0..<units).reduce(0) { $0 + outputGradient.values[$1] * kernel[index * units + $1] }
            })
    }

    /// Mean and variance of each channel over all samples, and 1/√(variance + ε).
    func measure(_ inputs: [Map], _ epsilon: Double) -> [(mean: Double, variance: Double, inverse: Double)] {
        let channels = inputs[0].shape.channels
        return (0..<channels).map { channel in
            let values = inputs.flatMap { input in
                stride(from: channel, to: input.values.count, by: channels).map { input.values[$0] }
            }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            return (mean, variance, 1 / (variance + epsilon).squareRoot())
        }
    }

    func normalize(
        _ input: Map, _ statistics: [(mean: Double, variance: Double, inverse: Double)], _ name: String
    ) -> Map {
        let (gamma, beta) = (weights("\(name)/gamma"), weights("\(name)/beta"))
        let values = input.values.enumerated().map { index, value in
            let channel = index % statistics.count
            let (mean, _, inverse) = statistics[channel]
            return gamma[channel] * (value - mean) * inverse + beta[channel]
        }
        return Map(input.shape, values)
    }

    mutating func normalizeBackward(
        _ inputs: [Map], _ outputGradient: [Map], _ statistics: [(mean: Double, variance: Double, inverse: Double)],
        _ name: String
    ) -> [Map] {
        let gamma = weights("\(name)/gamma")
        let channels = statistics.count
        let count = Double(inputs.count * inputs[0].values.count / channels)
        func normal(_ sample: Int, _ index: Int) -> Double {
            let (mean, _, inverse) = statistics[index % channels]
            return (inputs[sample].values[index] - mean) * inverse
        }
        var betaGradient = Array(repeating: 0.0, count: channels)
        var gammaGradient = betaGradient
        for sample in inputs.indices {
            for (index, slope) in outputGradient[sample].values.enumerated() {
                betaGradient[index % channels] += slope
                gammaGradient[index % channels] += slope * normal(sample, index)
            }
        }
        add(betaGradient, to: "\(name)/beta")
        add(gammaGradient, to: "\(name)/gamma")
        add(statistics.map { $0.mean * Double(inputs.count) }, to: "\(name)/moving_mean")
        add(statistics.map { $0.variance * Double(inputs.count) }, to: "\(name)/moving_variance")
        return inputs.indices.map { sample in
            let values = outputGradient[sample].values.enumerated().map { index, slope in
                let channel = index % channels
                let centered = slope - betaGradient[channel] / count
                let spread = normal(sample, index) * gammaGradient[channel] / count
                return gamma[channel] * statistics[channel].inverse * (centered - spread)
            }
            return Map(inputs[sample].shape, values)
        }
    }

    func pool(_ input: Map, _ size: Int) -> Map {
        var output = Map(pooledShape(input.shape, size))
        forEachWinner(input, size) { y, x, c, winnerY, winnerX in output[y, x, c] = input[winnerY, winnerX, c] }
        return output
    }

    func poolingBackward(_ input: Map, _ outputGradient: Map, _ size: Int) -> Map {
        var gradient = Map(input.shape)
        forEachWinner(input, size) { y, x, c, winnerY, winnerX in
            gradient[winnerY, winnerX, c] = outputGradient[y, x, c]
        }
        return gradient
    }

    private func pooledShape(_ shape: ImageShape, _ size: Int) -> ImageShape {
        ImageShape(height: shape.height / size, width: shape.width / size, channels: shape.channels)
    }

    private func forEachWinner(_ input: Map, _ size: Int, _ body: (Int, Int, Int, Int, Int) -> Void) {
        let shape = pooledShape(input.shape, size)
        for y in 0..<shape.height {
            for x in 0..<shape.width {
                for c in 0..<shape.channels {
                    var best = (y * size, x * size)
                    for row in 0..<size {
                        for column in 0..<size
                        where input[y * size + row, x * size + column, c] > input[best.0, best.1, c] {
                            best = (y * size + row, x * size + column)
                        }
                    }
                    body(y, x, c, best.0, best.1)
                }
            }
        }
    }

    private func channelSums(_ map: Map) -> [Double] {
        var sums = Array(repeating: 0.0, count: map.shape.channels)
        for (index, value) in map.values.enumerated() {
            sums[index % sums.count] += value
        }
        return sums
    }
}
