public import Tensors

/// The buffer in which transforms change an image: floats from 0 to 255, rows from the top, channels last.
///
/// Only one thread may use the image at a time.
public final class WorkingImage {
    /// Height, width and channels of the image.
    public let shape: ImageShape
    /// The values of the image, `shape.count` of them: rows from the top, channels last.
    package private(set) var values: UnsafeMutablePointer<Float>
    /// A second buffer of `shape.count` values. A transform may write its result here and then call ``swapBuffers()``.
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

    /// Copies an image with 8 bits for each value from `pixels` into this image.
    public func load(_ pixels: UnsafePointer<UInt8>) {
        for index in 0..<shape.count { values[index] = Float(pixels[index]) }
    }

    /// Writes this image to `pixels` with 8 bits for each value: limited to 0…255 and rounded to the nearest whole
    /// number, halves up.
    public func store(_ pixels: UnsafeMutablePointer<UInt8>) {
        for index in 0..<shape.count { pixels[index] = UInt8(min(max(values[index], 0), 255) + 0.5) }
    }

    /// Exchanges ``values`` and ``scratch``, so that what a transform has written to ``scratch`` becomes the image.
    func swapBuffers() {
        swap(&values, &scratch)
    }

    /// Limits each value to 0…255 and cuts off its fraction, as Keras does before it gives an image to Pillow.
    func truncate() {
        for index in 0..<shape.count { values[index] = Float(UInt8(min(max(values[index], 0), 255))) }
    }
}
