import Tensors

extension WorkingImage {
    /// Replaces each value v, a whole number, by `degenerate` + factor · (v − `degenerate`), cut off at 0 and 255 and
    /// truncated.
    ///
    /// Source: Pillow's `ImagingBlend` of an image with another one of a single value, in single precision.
    func blend(from degenerate: Int32, by factor: Float) {
        for index in 0..<shape.count {
            let moved = Float(degenerate) + factor * Float(Int32(values[index]) - degenerate)
            values[index] = moved <= 0 ? 0 : moved >= 255 ? 255 : Float(UInt8(moved))
        }
    }
}
