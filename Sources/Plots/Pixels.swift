/// A picture of 8 bits a value: one channel (grey) or three (red, green, blue), rows from the top.
public struct Pixels: Hashable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 or 3.
    public let channels: Int
    /// The values, channels last.
    public let values: [UInt8]

    /// A picture of width · height · channels values.
    public init(width: Int, height: Int, channels: Int, values: [UInt8]) {
        precondition(channels == 1 || channels == 3, "a picture of \(channels) channels")
        precondition(values.count == width * height * channels, "\(values.count) values of \(width)×\(height)")
        self.width = width
        self.height = height
        self.channels = channels
        self.values = values
    }

    /// Red, green and blue of a pixel by its index.
    func colour(_ pixel: Int) -> Colour {
        let start = pixel * channels
        return channels == 1
            ? Colour(values[start], values[start], values[start])
            : Colour(values[start], values[start + 1], values[start + 2])
    }
}
