import Tensors

extension WorkingImage {
    /// Replaces each value v, which must be a whole number, by `degenerate` + factor · (v − `degenerate`). The result
    /// is limited to 0…255 and truncated to a whole number.
    ///
    /// Source: Pillow's `ImagingBlend` in single precision, which blends an image with a second image. Here all values
    /// of the second image are `degenerate`.
    func blend(from degenerate: Int32, by factor: Float) {
        for index in 0..<shape.count {
            let moved = Float(degenerate) + factor * Float(Int32(values[index]) - degenerate)
            values[index] = moved <= 0 ? 0 : moved >= 255 ? 255 : Float(UInt8(moved))
        }
    }
}
