/// A picture of 8 bits a value: one channel (grey) or three (red, green, blue), rows from the top.
public struct Pixels: Hashable, Sendable {
    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// The number of values of a pixel: 1 or 3.
    public let channels: Int
    /// The values, row by row and channels last.
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

    /// The colour of a pixel. `pixel` is its index, counted row by row from the top left.
    func colour(_ pixel: Int) -> Colour {
        let start = pixel * channels
        return channels == 1
            ? Colour(values[start], values[start], values[start])
            : Colour(values[start], values[start + 1], values[start + 2])
    }
}
