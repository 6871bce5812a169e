import Datasets
import Networks

extension Split {
    /// The samples at `indices`, in that order.
    package func microBatch(_ indices: some Collection<Int>) -> MicroBatch {
        MicroBatch(pixels: images.pixels(of: indices), labels: indices.map { labels[$0] })
    }
}
