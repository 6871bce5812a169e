import PlainText
import Vocabulary

extension IdleCapacity {
    /// The number of samples in a micro-batch that is enough for batch normalization, which takes mean and variance
    /// over the micro-batch.
    private static let enoughSamples = 16

    /// One line for a person. It names the options with which a new run would use all slots or cores.
    package var advice: String {
        var wanted = microBatches
        while wanted < count { wanted *= 2 }
        let samples = IdleCapacity.enoughSamples * wanted
        let larger = batchSize < samples ? "--batch-size \(samples) " : ""
        return "\(idle) of \(count) \(kind.rawValue) stay idle: a batch of \(batchSize) is cut into "
            + "\(counted(microBatches, "micro-batch", plural: "micro-batches")); \(larger)--micro-batches \(wanted) in "
            + "a new run would use them"
    }
}
