public import Tensors

/// The images of one purpose (training, validation or test) and their labels.
public struct Split: Sendable {
    /// The images of the split.
    public let images: ImageStore
    /// The class index of each image.
    public let labels: [UInt16]
    /// Where each image comes from: the path of its file or, in FER2013's table, the path of the table, a colon and the
    /// number of the row's line. Empty if this is not known, as for generated faces.
    public let sources: [String]

    /// Makes a split. Every image has a label and, unless `sources` is empty, a source.
    public init(images: ImageStore, labels: [UInt16], sources: [String] = []) {
        precondition(images.count == labels.count, "\(labels.count) labels for \(images.count) images")
        precondition(sources.isEmpty || sources.count == labels.count, "\(sources.count) sources")
        self.images = images
        self.labels = labels
        self.sources = sources
    }

    /// The number of images in the split.
    public var count: Int { labels.count }

    /// The samples with these indices, in that order.
    public func selecting(_ indices: [Int]) -> Split {
        Split(
            images: images.selecting(indices), labels: indices.map { labels[$0] },
            sources: sources.isEmpty ? [] : indices.map { sources[$0] })
    }

    /// A copy of this split, whose pixels are in memory that it shares with no other split.
    func copied() -> Split {
        Split(
            images: ImageStore(shape: images.shape, count: count) { index, target in images.copy([index], to: target) },
            labels: labels, sources: sources)
    }

    /// The indices of the images of each class, ascending.
    public func members(classes: Int) -> [[Int]] {
        var members = [[Int]](repeating: [], count: classes)
        for (index, label) in labels.enumerated() { members[Int(label)].append(index) }
        return members
    }

    /// How many images each of `classes` classes has.
    public func classCounts(classes: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels {
            counts[Int(label)] += 1
        }
        return counts
    }
}

/// The data of a run: class names and decoded images of one shape.
public struct Dataset: Sendable {
    /// Class names in the order of their indices: sorted by their UTF-8 bytes when read from files.
    public let classes: [String]
    /// Height, width and channels of every image.
    public let shape: ImageShape
    /// The samples to train on, in the order of the files. After ``balanced(_:seed:progress:)`` they are in order of
    /// class, and in each class the images come before their augmented copies.
    public internal(set) var train: Split
    /// How many training samples of each class are augmented copies, see ``balanced(_:seed:progress:)``.
    public internal(set) var copies: [Int]
    /// The samples that select the best weights; empty if neither the data nor a validation fraction gives any.
    public internal(set) var validation: Split
    /// The samples that are scored once at the end; nil if the data has none.
    public internal(set) var test: Split?
    /// How many unreadable files or rows were left out.
    public let skipped: Int
    /// Remarks for the user on how the data were read, a line each: what was left out, folders that were read under
    /// another name, classes without validation or test images. After ``balanced(_:seed:progress:)`` they include those
    /// of ``remarks(on:)``.
    public internal(set) var remarks: [String]

    /// A data set. All splits have images of one shape and labels below `classes.count`.
    public init(
        classes: [String], train: Split, validation: Split, test: Split? = nil, skipped: Int = 0, remarks: [String] = []
    ) {
        for split in [train, validation] + (test.map { [$0] } ?? []) {
            precondition(split.images.shape == train.images.shape, "images of \(split.images.shape)")
            precondition(split.labels.allSatisfy { $0 < classes.count }, "a label of no class")
        }
        self.classes = classes
        shape = train.images.shape
        self.train = train
        copies = classes.map { _ in 0 }
        self.validation = validation
        self.test = test
        self.skipped = skipped
        self.remarks = remarks + Dataset.gaps(classes, of: [("validation", validation), ("test", test)])
    }

    /// A remark for each of these splits that has images, but none of some class.
    private static func gaps(_ classes: [String], of splits: [(name: String, split: Split?)]) -> [String] {
        splits.compactMap { name, split in
            guard let split, split.count > 0 else { return nil }
            let counts = split.classCounts(classes: classes.count)
            let missing = classes.indices.filter { counts[$0] == 0 }.map { "'\(classes[$0])'" }
            guard !missing.isEmpty else { return nil }
            return "no \(name) images of class \(Folder.list(missing)): how well it is learnt will not be seen there"
        }
    }
}
