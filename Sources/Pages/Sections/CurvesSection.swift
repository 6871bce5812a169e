import Pictures
import Run
import Training

extension Section {
    /// The curves, and a sentence on the gap between training and validation.
    static func curves(_ source: PageSource) throws -> HTML? {
        let gap = Generalization(of: source.run.history, bestEpoch: source.run.bestEpoch)
            .sentence(bestEpoch: source.run.bestEpoch)
        return HTML([
            try source.figure(
                "curves",
                caption: "Training values are measured while the weights change, with dropout and augmentation; the "
                    + "training loss is weighted by class."),
            gap.map { .paragraph($0 + ".") } ?? .empty,
        ])
    }
}
