import Tensors

/// Max pooling: the maximum of each square of pixels, channel by channel. The gradient of a maximum goes to the pixel
/// that has it; if several pixels have it, to the first in row-major order. Rows and columns at the edge that do not
/// fill a square are left out.
final class MaxPooling2D: Layer {
    private let size: Int
    private let input: FeatureMap
    private let output: FeatureMap
    private let outputValues: FloatStorage
    private let inputGradient: FloatStorage
    /// For each output, the position of the maximum in its square: row · size + column.
    private let winners: UnsafeMutablePointer<SIMD16<Int32>>

    init(_ options: LayerSpec.MaxPooling2D, _ plan: LayerPlan, input: FeatureMap, samples: Int) {
        size = options.poolSize
        self.input = input
        output = FeatureMap(plan.output)
        outputValues = output.storage(samples: samples)
        inputGradient = input.storage(samples: samples)
        winners = .allocate(capacity: samples * output.pixels * output.groups)
    }

    deinit {
        winners.deallocate()
    }

    // in (samples, height, width, channels) → out (samples, height / size, width / size, channels)
    func forward(_ values: UnsafePointer<Float>, _ pass: ForwardPass) -> UnsafePointer<Float> {
        let (size, groups, outputWidth) = (size, output.groups, output.width)
        let (pixelStride, rowStride) = (input.pixelStride, input.rowStride)
        var target = outputValues.pointer
        var winner = winners
        for sample in 0..<pass.samples {
            for y in 0..<output.height {
                let rows = values + sample * input.sampleStride + y * size * rowStride
                for x in 0..<outputWidth {
                    for group in 0..<groups {
                        let corner = rows + x * size * pixelStride + group * ChannelGroup.scalarCount
                        var best = corner.group(at: 0)
                        var position = SIMD16<Int32>()
                        for row in 0..<size {
                            for column in 0..<size {
                                let value = corner.group(at: row * rowStride + column * pixelStride)
                                let isLarger = value .> best
                                best.replace(with: value, where: isLarger)
                                let tap = SIMD16(repeating: Int32(truncatingIfNeeded: row &* size &+ column))
                                position.replace(with: tap, where: isLarger)
                            }
                        }
                        target.store(best, 0)
                        winner.pointee = position
                        target += ChannelGroup.scalarCount
                        winner += 1
                    }
                }
            }
        }
        return UnsafePointer(outputValues.pointer)
    }

    func backward(_ gradient: UnsafeMutablePointer<Float>, _ pass: BackwardPass) -> UnsafeMutablePointer<Float>? {
        let (size, groups, outputWidth) = (size, output.groups, output.width)
        let (pixelStride, rowStride) = (input.pixelStride, input.rowStride)
        let usedRow = outputWidth * size * pixelStride
        var source = gradient
        var winner = winners
        for sample in 0..<pass.samples {
            let image = inputGradient.pointer + sample * input.sampleStride
            for y in 0..<output.height {
                let rows = image + y * size * rowStride
                for x in 0..<outputWidth {
                    for group in 0..<groups {
                        let corner = rows + x * size * pixelStride + group * ChannelGroup.scalarCount
                        let value = source.group(at: 0)
                        let position = winner.pointee
                        for row in 0..<size {
                            for column in 0..<size {
                                let tap = SIMD16(repeating: Int32(truncatingIfNeeded: row &* size &+ column))
                                corner.store(
                                    selected(value, where: position .== tap), row * rowStride + column * pixelStride)
                            }
                        }
                        source += ChannelGroup.scalarCount
                        winner += 1
                    }
                }
                for row in 0..<size where usedRow < rowStride {
                    (rows + row * rowStride + usedRow).update(repeating: 0, count: rowStride - usedRow)
                }
            }
            let used = output.height * size * rowStride
            (image + used).update(repeating: 0, count: input.sampleStride - used)
        }
        return inputGradient.pointer
    }
}
