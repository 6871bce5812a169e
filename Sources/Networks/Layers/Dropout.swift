import Tensors

/// Dropout: in training each value is zero with probability `rate`, and times 1/(1 − rate) otherwise.
///
/// Value e of a micro-batch (its place in samples, height, width, channels order) is kept if word e of the stream of
/// purpose `dropout`, the micro-batch's key and index the layer's place is at least rate·2³². Source: Srivastava et
/// al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 2014, scaled in training as Keras does.
final class Dropout: Layer {
    private let map: FeatureMap
    private let place: Int
    private let threshold: UInt32
    private let scale: Float
    private let words: UnsafeMutablePointer<UInt32>
    private let outputValues: FloatStorage
    private var isActive = false

    init(_ options: LayerSpec.Dropout, _ plan: LayerPlan, input: FeatureMap, samples: Int) {
        map = input
        place = plan.place
        threshold = UInt32((options.rate * 0x1p32).rounded(.down))
        scale = Float(1 / (1 - options.rate))
        words = UnsafeMutableRawPointer.allocate(
            byteCount: samples * input.shape.count * MemoryLayout<UInt32>.stride, alignment: FloatStorage.alignment
        ).bindMemory(to: UInt32.self, capacity: samples * input.shape.count)
        outputValues = input.storage(samples: samples)
    }

    deinit {
        words.deallocate()
    }

    // in, out (samples, height, width, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        isActive = false
        guard pass.isTraining, let key = pass.dropout else { return values }
        isActive = true
        RandomStream(
            seed: key.seed, purpose: .dropout, epoch: key.epoch, step: key.step, microBatch: key.microBatch,
            index: place
        ).fill(words, count: pass.samples * map.shape.count)
        keep(values, outputValues.pointer, pixels: pass.samples * map.pixels)
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        if isActive {
            keep(UnsafePointer(gradient), gradient, pixels: pass.samples * map.pixels)
        }
        return gradient
    }

    /// target = source · scale where the word is large enough, else 0. They may be the same memory.
    private func keep(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, pixels: Int) {
        let (channels, pixelStride) = (map.channels, map.pixelStride)
        if channels == pixelStride {
            let draws = UnsafeRawPointer(words)
            let thresholds = SIMD16(repeating: threshold)
            for offset in stride(from: 0, to: pixels * channels, by: Lanes.scalarCount) {
                let word = draws.load(fromByteOffset: offset * MemoryLayout<UInt32>.stride, as: SIMD16<UInt32>.self)
                target.store(selected(source.lanes(offset) * scale, where: word .>= thresholds), offset)
            }
        } else {
            for pixel in 0..<pixels {
                for channel in 0..<channels {
                    let isKept = words[pixel * channels + channel] >= threshold
                    let place = pixel * pixelStride + channel
                    target[place] = isKept ? source[place] * scale : 0
                }
            }
        }
    }
}
