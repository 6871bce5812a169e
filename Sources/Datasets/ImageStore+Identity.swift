import Files
import Tensors

/// Images with the same pixels. Two images are identical if all their bytes are, after decoding and conversion to the
/// store's shape; their files may differ.
extension ImageStore {
    /// The groups of two or more identical images. A group has the indices of its images in ascending order; the groups
    /// are in the order of their first images.
    public func identicalGroups() -> [[Int]] {
        var groups: [[Int]] = []
        var known: [ContentDigest: Int] = [:]
        for (index, digest) in digests().enumerated() {
            if let group = known[digest] {
                groups[group].append(index)
            } else {
                known[digest] = groups.count
                groups.append([index])
            }
        }
        return groups.filter { $0.count > 1 }
    }

    /// The images of this store that another store of the same shape also contains: their indices in ascending order,
    /// each with the index of the first identical image in the other store.
    public func images(alsoIn other: ImageStore) -> [(image: Int, other: Int)] {
        precondition(shape == other.shape, "images of \(shape) and of \(other.shape)")
        let known = Dictionary(other.digests().enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return digests().enumerated().compactMap { index, digest in
            known[digest].map { (image: index, other: $0) }
        }
    }

    /// The index of each image whose pixels all have one colour, and whether that colour is black.
    public func uniformImages() -> [(image: Int, isBlack: Bool)] {
        withBytes { bytes in
            (0..<count).compactMap { index in
                let image = bytes[index * shape.count..<(index + 1) * shape.count]
                let pixel = image.prefix(shape.channels)
                let isUniform = zip(image, image.dropFirst(shape.channels)).allSatisfy { $0 == $1 }
                return isUniform ? (image: index, isBlack: pixel.allSatisfy { $0 == 0 }) : nil
            }
        }
    }

    private func digests() -> [ContentDigest] {
        withBytes { bytes in
            (0..<count).map { index in
                ContentDigest(
                    of: UnsafeRawBufferPointer(rebasing: bytes[index * shape.count..<(index + 1) * shape.count]))
            }
        }
    }
}
