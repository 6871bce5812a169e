import Tensors

/// Applies a list of transforms to images of one shape. One thread uses it at a time.
public final class Augmenter {
    private let transforms: [any Transform]
    private let image: WorkingImage

    /// An augmenter for images of a shape.
    public convenience init(_ list: TransformList, shape: ImageShape) {
        self.init(list, on: WorkingImage(shape: shape))
    }

    /// Makes an augmenter that uses `image` as its buffer. Augmenters of the same thread may share one image.
    public init(_ list: TransformList, on image: WorkingImage) {
        transforms = list.transforms
        self.image = image
    }

    /// Augments the image `pixels` with the random numbers of `key`, and writes the result to `target`. `pixels` and
    /// `target` have one byte for each value of an image of the augmenter's shape, and may be the same memory.
    public func augment(
        _ pixels: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ key: AugmentationKey
    ) {
        image.load(pixels)
        for (index, transform) in transforms.enumerated() {
            var draws = key.draws(transform: index)
            transform.apply(to: image, &draws)
        }
        image.store(target)
    }

    /// Augments the images of training samples.
    ///
    /// - Parameters:
    ///   - pixels: the images, one after another.
    ///   - indices: for each image, its index among the training images. It decides the image's random numbers.
    ///   - epoch: the epoch, counted from 1. It also decides the random numbers.
    /// - Returns: the augmented images, one after another, in the order of `pixels`.
    public func augment(_ pixels: [UInt8], indices: [Int], epoch: Int, seed: UInt64) -> [UInt8] {
        let size = image.shape.count
        precondition(pixels.count == indices.count * size, "\(pixels.count) bytes for \(indices.count) images")
        return [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
            count = pixels.count
            guard let target = target.baseAddress else { return }
            pixels.withUnsafeBufferPointer { source in
                for (position, index) in indices.enumerated() {
                    augment(
                        source.baseAddress! + position * size, into: target + position * size,
                        .sample(index, epoch: epoch, seed: seed))
                }
            }
        }
    }
}
