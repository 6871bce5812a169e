/// The samples of one micro-batch: pixels as 8-bit values, and classes.
public struct MicroBatch: Sendable, Hashable {
    /// The pixels: samples × height × width × channels values from 0 to 255, sample after sample, row after row, pixel
    /// after pixel. The channels of a pixel are neighbours.
    public let pixels: [UInt8]
    /// For each sample, the index of its class.
    public let labels: [UInt16]

    /// A micro-batch of samples with their classes.
    public init(pixels: [UInt8], labels: [UInt16]) {
        self.pixels = pixels
        self.labels = labels
    }

    /// The number of samples.
    public var count: Int { labels.count }
}
