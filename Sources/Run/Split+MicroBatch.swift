import Datasets
import Networks

extension Split {
    /// A micro-batch of the samples at these indices of the split, in the order of `indices`.
    package func microBatch(_ indices: some Collection<Int>) -> MicroBatch {
        MicroBatch(pixels: images.pixels(of: indices), labels: indices.map { labels[$0] })
    }
}
