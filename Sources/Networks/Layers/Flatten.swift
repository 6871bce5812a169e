import Tensors

/// Makes one vector of all values of a sample, in the order of height, width and channels, and without the padding of
/// pixels.
final class Flatten: Layer {
    private let input: FeatureMap
    private let output: FeatureMap
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage

    init(_ plan: LayerPlan, input: FeatureMap, samples: Int) {
        self.input = input
        output = FeatureMap(plan.output)
        outputValues = output.storage(samples: samples)
        inputGradient = input.storage(samples: samples)
    }

    // in (samples, height, width, channels) → out (samples, height · width · channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        for sample in 0..<pass.samples {
            let from = values + sample * input.sampleStride
            let to = outputValues.pointer + sample * output.sampleStride
            for pixel in 0..<input.pixels {
                (to + pixel * input.channels).update(from: from + pixel * input.pixelStride, count: input.channels)
            }
        }
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        for sample in 0..<pass.samples {
            let from = gradient + sample * output.sampleStride
            let to = inputGradient.pointer + sample * input.sampleStride
            for pixel in 0..<input.pixels {
                (to + pixel * input.pixelStride).update(from: from + pixel * input.channels, count: input.channels)
            }
        }
        return inputGradient.pointer
    }
}
