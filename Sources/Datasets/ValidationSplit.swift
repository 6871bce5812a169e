import Tensors

/// Selects validation samples from the training samples where the data has none: the same fraction of every class,
/// chosen by the seed.
struct ValidationSplit {
    /// The indices of the samples that stay training samples, ascending.
    let train: [Int]
    /// The indices of the samples that are held out, ascending.
    let validation: [Int]

    /// Of the n samples of a class, holds out round(fraction · n), at least one if the fraction is not zero, but never
    /// all n. The samples held out are the first in a random order (``RandomStream/permutation(count:)``) that depends
    /// on n, the seed and the class.
    init(labels: [UInt16], classes: Int, fraction: Double, seed: UInt64) {
        var members = [[Int]](repeating: [], count: classes)
        for (sample, label) in labels.enumerated() {
            members[Int(label)].append(sample)
        }
        var heldOut = [Bool](repeating: false, count: labels.count)
        for (label, samples) in members.enumerated() where fraction > 0 && samples.count > 1 {
            let wanted = Int((fraction * Double(samples.count)).rounded())
            let count = min(max(wanted, 1), samples.count - 1)
            let stream = RandomStream(seed: seed, purpose: .validationSplit, index: label)
            for member in stream.permutation(count: samples.count).prefix(count) {
                heldOut[samples[member]] = true
            }
        }
        train = labels.indices.filter { !heldOut[$0] }
        validation = labels.indices.filter { heldOut[$0] }
    }
}

extension Dataset {
    /// The data set with some training images held out for validation, the same images as in a run. The result is nil
    /// if the data set already has validation images, or if none would be held out.
    ///
    /// - Parameters:
    ///   - fraction: the part of each class that is held out.
    ///   - seed: the run's seed.
    public func holdingOut(fraction: Double, seed: UInt64) -> Dataset? {
        let split = ValidationSplit(labels: train.labels, classes: classes.count, fraction: fraction, seed: seed)
        guard validation.count == 0, !split.validation.isEmpty else { return nil }
        return Dataset(
            classes: classes, train: train.selecting(split.train), validation: train.selecting(split.validation),
            test: test, skipped: skipped, remarks: remarks)
    }
}
