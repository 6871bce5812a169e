import Tensors

/// The random numbers of one transform of one image, one after another.
public struct Draws: Sendable {
    private let stream: RandomStream
    private var next = 0

    init(_ stream: RandomStream) {
        self.stream = stream
    }

    /// The next random number: in [0, 1), a multiple of 2⁻²⁴.
    mutating func uniform() -> Double {
        defer { next += 1 }
        return Double(stream.uniform(next))
    }

    /// The next random number in a range: `low + (high − low) · u`, where u is the next number of ``uniform()``.
    mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }
}

/// Identifies an augmented image. The random numbers of its transforms depend only on this key and on each
/// transform's index in the list.
public struct AugmentationKey: Sendable, Hashable {
    private let seed: UInt64
    private let purpose: RandomPurpose
    private let epoch: Int
    private let copy: Int
    private let index: Int

    /// The key of a copy that balances classes. Copies are counted from 0 in each class.
    public static func copy(_ copy: Int, ofClass label: Int, seed: UInt64) -> AugmentationKey {
        AugmentationKey(seed: seed, purpose: .balance, epoch: 0, copy: copy, index: label)
    }

    /// The key of a training sample in an epoch, which is counted from 1. `sample` is its index among the training
    /// images, with the copies that balance classes.
    public static func sample(_ sample: Int, epoch: Int, seed: UInt64) -> AugmentationKey {
        AugmentationKey(seed: seed, purpose: .augmentation, epoch: epoch, copy: 0, index: sample)
    }

    /// The random numbers of one transform, which is named by its index in the list. `RandomStream` has no fields for
    /// transforms and copies: the field `microBatch` holds the transform's index, and `step` holds the copy's number.
    func draws(transform: Int) -> Draws {
        Draws(
            RandomStream(
                seed: seed, purpose: purpose, epoch: epoch, step: copy, microBatch: transform, index: index))
    }
}
