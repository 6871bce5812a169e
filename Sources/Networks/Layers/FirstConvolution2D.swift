import Tensors

/// The convolution that is the first layer of a network, with a small kernel over images of few channels. There is no
/// layer before it, so it does not compute ∂loss/∂input.
///
/// A tap is one input value under the kernel, given by kernel row, kernel column and input channel. With so few taps, a
/// matrix product would spend most of its time on copying patches. So each output is summed directly: the bias, then
/// the taps in the order of row, column and channel, by fused multiply-adds, sixteen output channels at once.
final class FirstConvolution2D: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let instructions: InstructionSet
    private let margin: Int
    private let kernelOffset: Int
    private let biasOffset: Int
    private let activation: BiasActivation
    /// For each tap, the distance in floats from the first value of a patch in `image` to the value under the tap. The
    /// list is filled up with zeros to a multiple of ten, because `InstructionSet.tapGradients` computes ten taps at a
    /// time.
    private let tapOffsets: [Int]
    private let tapCount: Int
    /// The sample that is being computed, with a margin of zeros around it if the padding is `same`.
    private let image: FloatStorage
    /// The kernel, a matrix (taps, out) whose rows are padded to whole groups of channels.
    private let kernel: FloatStorage
    private let outputValues: FloatStorage
    private let kernelSums: ChannelSums
    private let biasSums: ChannelSums
    private var inputValues: UnsafePointer<Float>?

    /// Whether this class computes the layer: true if it is the model's first layer, and has at most 32 taps.
    static func suits(_ options: LayerSpec.Conv2D, _ plan: LayerPlan) -> Bool {
        plan.index == 0 && options.kernelSize * options.kernelSize * plan.input.channels <= 32
    }

    init(
        _ options: LayerSpec.Conv2D, _ plan: LayerPlan, entries: ArraySlice<ParameterLayout.Entry>, input: FeatureMap,
        samples: Int, gradientIsRectified: Bool, instructions: InstructionSet
    ) {
        self.input = input
        self.instructions = instructions
        output = FeatureMap(plan.output)
        let size = options.kernelSize
        margin = options.padding == .same ? size / 2 : 0
        kernelOffset = entries[entries.startIndex].offset
        biasOffset = entries[entries.startIndex + 1].offset
        activation = BiasActivation(
            map: output, isRectified: options.activation == .relu, gradientIsRectified: gradientIsRectified)
        let imageRow = (input.width + 2 * margin) * input.channels
        let taps = size * input.channels
        tapCount = size * taps
        tapOffsets = (0..<roundedUp(size * taps, to: 10)).map { tap in
            tap < size * taps ? tap / taps * imageRow + tap % taps : 0
        }
        image = FloatStorage(count: (input.height + 2 * margin) * imageRow)
        kernel = FloatStorage(count: tapOffsets.count * output.pixelStride)
        outputValues = output.storage(samples: samples)
        kernelSums = ChannelSums(groups: tapOffsets.count * output.groups)
        biasSums = ChannelSums(groups: output.groups)
    }

    private var imageRow: Int { (input.width + 2 * margin) * input.channels }

    // x (samples, height, width, in), W (size, size, in, out), b (out) → y (samples, height, width, out)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        inputValues = values
        for tap in 0..<tapCount {
            (kernel.pointer + tap * output.pixelStride).update(
                from: pass.weights.pointer + kernelOffset + tap * output.channels, count: output.channels)
        }
        for sample in 0..<pass.samples {
            load(values + sample * input.sampleStride)
            for y in 0..<output.height {
                let target = outputValues.pointer + sample * output.sampleStride + y * output.rowStride
                for channel in stride(from: 0, to: output.pixelStride, by: ChannelGroup.scalarCount) {
                    forwardRow(
                        image.pointer + y * imageRow, target + channel, kernel: kernel.pointer + channel,
                        bias: (pass.weights.pointer + biasOffset).group(at: channel))
                }
            }
        }
        return UnsafePointer(outputValues.pointer)
    }

    // dW = Σ over positions of x · dy, db = Σ dy. For dW an output row is summed in float32, and the rows in double
    // precision; for db see `BiasActivation`.
    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        guard let inputValues else { preconditionFailure("backward before forward") }
        kernelSums.clear()
        biasSums.clear()
        for sample in 0..<pass.samples {
            load(inputValues + sample * input.sampleStride)
            for y in 0..<output.height {
                let offset = sample * output.sampleStride + y * output.rowStride
                activation.backward(
                    gradient + offset, output: UnsafePointer(outputValues.pointer + offset), count: output.width,
                    biasSums: biasSums.pointer)
                instructions.tapGradients(
                    image.pointer + y * imageRow, input.channels, tapOffsets, tapOffsets.count, gradient + offset,
                    output.width, output.pixelStride, kernelSums.doubles)
            }
        }
        biasSums.write(to: pass.gradient + biasOffset)
        for tap in 0..<tapCount {
            let target = pass.gradient + kernelOffset + tap * output.channels
            for channel in 0..<output.channels {
                let (group, lane) = channel.quotientAndRemainder(dividingBy: ChannelGroup.scalarCount)
                target[channel] = Float(kernelSums.pointer[tap * output.groups + group][lane])
            }
        }
        return nil
    }

    /// Copies a sample to the part of `image` inside the margin.
    private func load(_ sample: UnsafePointer<Float>) {
        for y in 0..<input.height {
            (image.pointer + (y + margin) * imageRow + margin * input.channels).update(
                from: sample + y * input.rowStride, count: input.rowStride)
        }
    }

    /// Computes sixteen output channels of one output row: four pixels at a time, then the remaining pixels one by
    /// one.
    @inline(__always)
    private func forwardRow(
        _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, kernel: UnsafePointer<Float>,
        bias: ChannelGroup
    ) {
        let (channels, pixelStride) = (input.channels, output.pixelStride)
        let floor = activation.floor
        tapOffsets.withUnsafeBufferPointer { offsets in
            var x = 0
            while x + 4 <= output.width {
                var (sum0, sum1, sum2, sum3) = (bias, bias, bias, bias)
                var weights = kernel
                for tap in 0..<tapCount {
                    let pixel = source + (x &* channels &+ offsets[tap])
                    let weight = weights.group(at: 0)
                    sum0.addProduct(weight, ChannelGroup(repeating: pixel[0]))
                    sum1.addProduct(weight, ChannelGroup(repeating: pixel[channels]))
                    sum2.addProduct(weight, ChannelGroup(repeating: pixel[2 &* channels]))
                    sum3.addProduct(weight, ChannelGroup(repeating: pixel[3 &* channels]))
                    weights += pixelStride
                }
                let pixel = target + x * pixelStride
                pixel.store(larger(floor, sum0), 0)
                pixel.store(larger(floor, sum1), pixelStride)
                pixel.store(larger(floor, sum2), 2 * pixelStride)
                pixel.store(larger(floor, sum3), 3 * pixelStride)
                x += 4
            }
            while x < output.width {
                var sum = bias
                for tap in 0..<tapCount {
                    sum.addProduct(
                        kernel.group(at: tap * pixelStride),
                        ChannelGroup(repeating: source[x * channels + offsets[tap]]))
                }
                target.store(larger(floor, sum), x * pixelStride)
                x += 1
            }
        }
    }
}
