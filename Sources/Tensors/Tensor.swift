/// A shape and its values in row-major order: the value type in which tensors are stored, compared and printed.
/// Layers compute in ``FloatStorage``.
public struct Tensor: Sendable, Hashable {
    /// The extent of each axis; empty for a scalar.
    public let shape: [Int]
    /// As many values as the product of ``shape``.
    public var values: [Float]

    /// Makes a tensor of given values.
    public init(shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
        self.shape = shape
        self.values = values
    }
}

/// Height, width and channels of an image or a feature map, channels last.
public struct ImageShape: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Rows of pixels.
    public var height: Int
    /// Pixels in a row.
    public var width: Int
    /// Values of a pixel.
    public var channels: Int

    /// Makes a shape.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// Values in one image.
    public var count: Int { height * width * channels }

    /// For instance `48×48×1`.
    public var description: String { "\(height)×\(width)×\(channels)" }
}
