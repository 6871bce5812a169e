import Tensors

/// The random numbers that one transform draws for one image, one after another.
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

    /// The key of a copy that balances classes. `copy` is the copy's number within its class, counted from 0.
    public static func copy(_ copy: Int, ofClass label: Int, seed: UInt64) -> AugmentationKey {
        AugmentationKey(seed: seed, purpose: .balance, epoch: 0, copy: copy, index: label)
    }

    /// The key of a training sample in the epoch number `epoch`, counted from 1. `sample` is the sample's index among
    /// the training images, which include the copies that balance classes.
    public static func sample(_ sample: Int, epoch: Int, seed: UInt64) -> AugmentationKey {
        AugmentationKey(seed: seed, purpose: .augmentation, epoch: epoch, copy: 0, index: sample)
    }

    /// The random numbers of the transform that has the index `transform` in the list. `RandomStream` has no fields for
    /// transforms and copies. So its field `microBatch` holds the transform's index, and `step` holds the copy's
    /// number.
    func draws(transform: Int) -> Draws {
        Draws(
            RandomStream(
                seed: seed, purpose: purpose, epoch: epoch, step: copy, microBatch: transform, index: index))
    }
}
