/// The samples of one micro-batch, as a data set has them.
public struct MicroBatch: Sendable, Hashable {
    /// samples × height × width × channels values from 0 to 255, channels last.
    public let pixels: [UInt8]
    /// The class of each sample, by its index.
    public let labels: [UInt16]

    /// Samples with their classes.
    public init(pixels: [UInt8], labels: [UInt16]) {
        self.pixels = pixels
        self.labels = labels
    }

    /// How many samples there are.
    public var count: Int { labels.count }
}
