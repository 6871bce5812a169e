public import Tensors

/// An image while transforms change it: floats from 0 to 255, rows from the top, channels last.
///
/// One thread uses it at a time.
public final class WorkingImage {
    /// Height, width and channels.
    public let shape: ImageShape
    /// The values, `shape.count` of them.
    package private(set) var values: UnsafeMutablePointer<Float>
    /// Room for as many values, which a transform may write before ``swapBuffers()``.
    private(set) var scratch: UnsafeMutablePointer<Float>

    /// Allocates an image with undefined values.
    public init(shape: ImageShape) {
        self.shape = shape
        values = .allocate(capacity: shape.count)
        scratch = .allocate(capacity: shape.count)
    }

    deinit {
        values.deallocate()
        scratch.deallocate()
    }

    /// Takes the values of an image of 8 bits a value.
    public func load(_ pixels: UnsafePointer<UInt8>) {
        for index in 0..<shape.count { values[index] = Float(pixels[index]) }
    }

    /// Writes the values as 8 bits, each rounded to the nearest, halves up.
    public func store(_ pixels: UnsafeMutablePointer<UInt8>) {
        for index in 0..<shape.count { pixels[index] = UInt8(min(max(values[index], 0), 255) + 0.5) }
    }

    /// Makes what was written to ``scratch`` the values.
    func swapBuffers() {
        swap(&values, &scratch)
    }

    /// Cuts the fraction off each value, as Keras does before it gives an image to Pillow.
    func truncate() {
        for index in 0..<shape.count { values[index] = Float(UInt8(min(max(values[index], 0), 255))) }
    }
}
