/// A shape and its values in row-major order: the value type in which tensors are stored, compared and printed. Layers
/// compute in ``FloatStorage``.
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
    /// The number of rows of pixels.
    public var height: Int
    /// The number of pixels in a row.
    public var width: Int
    /// The number of values of each pixel.
    public var channels: Int

    /// The shape with this height, this width and this number of channels.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// The number of values in one image or feature map.
    public var count: Int { height * width * channels }

    /// The shape as a text, for instance `48×48×1`.
    public var description: String { "\(height)×\(width)×\(channels)" }
}
