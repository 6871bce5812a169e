import Tensors

/// Dropout: in training each value becomes zero with probability `rate`, and is multiplied by 1/(1 − rate) otherwise.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014, scaled in
/// training as Keras does.
final class Dropout: Layer {
    private let map: FeatureMap
    private let mask: DropoutMask
    private let outputValues: FloatStorage
    private var isActive = false

    init(_ options: LayerSpec.Dropout, _ plan: LayerPlan, input: FeatureMap, samples: Int, instructions: InstructionSet)
    {
        map = input
        mask = DropoutMask(options, plan, samples: samples, instructions: instructions)
        outputValues = input.storage(samples: samples)
    }

    // in, out (samples, height, width, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        isActive = mask.draw(pass)
        guard isActive else { return values }
        keep(values, outputValues.pointer, samples: pass.samples)
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        if isActive {
            keep(UnsafePointer(gradient), gradient, samples: pass.samples)
        }
        return gradient
    }

    /// target = source · scale where the value is kept, else 0. `source` and `target` may be the same memory.
    private func keep(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, samples: Int) {
        mask.instructions.drop(
            source, mask.bits, scale: mask.scale, pixels: samples * map.pixels, channels: map.channels,
            stride: map.pixelStride, into: target)
    }
}

/// A dropout mask: for each value of a layer, one bit that says whether the value is kept.
///
/// Value e of a micro-batch (in samples, height, width, channels order) is kept if word e of a random stream is at
/// least rate·2³². The stream is the one for purpose `dropout`, the micro-batch's ``DropoutKey`` and the layer's index.
final class DropoutMask {
    let instructions: InstructionSet
    /// The factor of a value that is kept.
    let scale: Float
    /// Bit e is 1 where value e is kept. The memory is one word (four bytes) longer than the bits, because
    /// `InstructionSet.drop` may read four bytes after the last bit.
    let bits: UnsafeMutablePointer<UInt32>
    private let layerIndex: Int
    private let threshold: UInt32
    private let valuesPerSample: Int

    init(_ options: LayerSpec.Dropout, _ plan: LayerPlan, samples: Int, instructions: InstructionSet) {
        self.instructions = instructions
        layerIndex = plan.index
        threshold = UInt32((options.rate * 0x1p32).rounded(.down))
        scale = Float(1 / (1 - options.rate))
        valuesPerSample = plan.output.count
        let words = roundedUp(samples * valuesPerSample, to: 32) / 32 + 1
        bits = .allocate(capacity: words)
        bits.initialize(repeating: 0, count: words)
    }

    deinit {
        bits.deallocate()
    }

    /// Draws the bits for a pass. Returns whether the pass has dropout; if not, draws nothing.
    func draw(_ pass: ForwardPass) -> Bool {
        guard pass.isTraining, let key = pass.dropout else { return false }
        RandomStream(
            seed: key.seed, purpose: .dropout, epoch: key.epoch, step: key.step, microBatch: key.microBatch,
            index: layerIndex
        ).fill(bits, wordsFrom: threshold, count: pass.samples * valuesPerSample, instructions)
        return true
    }
}
