import Datasets
import PlainText

/// What may be wrong with the images of a data set: duplicates, images without content, classes with few images.
public struct DatasetFindings: Codable, Sendable {
    /// Groups of identical images among the training images. Two images are identical if they have the same pixels
    /// after decoding and conversion to the shape of the data set.
    public let duplicates: Duplicates
    /// The validation images and the test images that are also training images, by the name of their split. A split
    /// without images is missing.
    public let inTraining: [String: Found]
    /// The images, of any split, whose pixels are all 0.
    public let black: Found
    /// The images, of any split, whose pixels all have the same colour, which is not black.
    public let uniform: Found
    /// The classes that have less than a tenth as many training images as the largest class.
    public let fewImages: [FewImages]
    /// Images that the user may want to leave out of the data set: all ``duplicates`` except the first of each group,
    /// then the images of ``inTraining``, ``black`` and ``uniform``. An image with several findings is listed once for
    /// each of them.
    public let candidates: [Candidate]

    /// The images in which one kind of problem was found: their number and an example.
    public struct Found: Codable, Sendable {
        /// The number of images that were found.
        public let count: Int
        /// The number of images that were examined.
        public let images: Int
        /// The path of one image that was found; empty if none was found. For an image that is also a training image:
        /// its path and the path of the training image.
        public let example: [String]
    }

    /// The groups of identical training images: their numbers, and an example.
    public struct Duplicates: Codable, Sendable {
        /// The number of groups of identical training images.
        public let groups: Int
        /// How many images the groups have together.
        public let images: Int
        /// How many groups have images of more than one class.
        public let groupsAcrossClasses: Int
        /// The paths of the first two images of the first group; empty if there is no group.
        public let example: [String]

        private enum CodingKeys: String, CodingKey {
            case groups, images
            case groupsAcrossClasses = "groups_across_classes"
            case example
        }
    }

    /// A class with few training images.
    public struct FewImages: Codable, Sendable {
        /// The name of the class.
        public let name: String
        /// How many training images the class has.
        public let count: Int
        /// How many training images the largest class has.
        public let largest: Int

        private enum CodingKeys: String, CodingKey {
            case name = "class"
            case count
            case largest
        }
    }

    private enum CodingKeys: String, CodingKey {
        case duplicates
        case inTraining = "in_training"
        case black, uniform
        case fewImages = "few_images"
        case candidates
    }

    /// Examines a data set to which no augmented copies were added.
    package init(of dataset: Dataset) {
        let train = dataset.train
        let groups = train.images.identicalGroups()
        duplicates = Duplicates(
            groups: groups.count, images: groups.reduce(0) { $0 + $1.count },
            groupsAcrossClasses: groups.count { group in Set(group.map { train.labels[$0] }).count > 1 },
            example: groups.first.map { [train.source(of: $0[0]), train.source(of: $0[1])] } ?? [])
        let others = [(SplitName.validation, dataset.validation), (.test, dataset.test)].compactMap { name, split in
            split.flatMap { $0.count > 0 ? (name, $0) : nil }
        }
        let training = DatasetFindings.Images(dataset, .train, train)
        var candidates = groups.flatMap { group in
            group.dropFirst().map { training.candidate($0, .duplicate, of: (training, group[0])) }
        }
        inTraining = others.reduce(into: [:]) { found, other in
            let (name, split) = other
            let pairs = split.images.images(alsoIn: train.images)
            let images = DatasetFindings.Images(dataset, name, split)
            candidates += pairs.map { images.candidate($0.image, .inTraining, of: (training, $0.other)) }
            found[name.rawValue] = Found(
                count: pairs.count, images: split.count,
                example: pairs.first.map { [split.source(of: $0.image), train.source(of: $0.other)] } ?? [])
        }
        let all = [training] + others.map { DatasetFindings.Images(dataset, $0.0, $0.1) }
        let total = all.reduce(0) { $0 + $1.split.count }
        let uniform = all.flatMap { images in
            images.split.images.uniformImages().map { images.candidate($0.image, $0.isBlack ? .black : .uniform) }
        }
        func found(_ finding: Candidate.Finding) -> Found {
            let images = uniform.filter { $0.finding == finding }
            candidates += images
            return Found(count: images.count, images: total, example: images.prefix(1).map(\.path))
        }
        black = found(.black)
        self.uniform = found(.uniform)
        self.candidates = candidates
        let counts = train.classCounts(classes: dataset.classes.count)
        let largest = counts.max() ?? 0
        fewImages = dataset.classes.indices.filter { counts[$0] * 10 < largest }.map { label in
            FewImages(name: dataset.classes[label], count: counts[label], largest: largest)
        }
    }

    /// The findings for people: a line for each kind of image that was found, with an example, and a line for each
    /// class with few images.
    package var lines: [String] {
        var lines: [String] = []
        if duplicates.groups > 0 {
            let across = duplicates.groupsAcrossClasses
            lines.append(
                "\(counted(duplicates.groups, "group")) of identical training images, \(duplicates.images) images "
                    + "together" + (across > 0 ? ", \(across) with images of more than one class" : "")
                    + DatasetFindings.text(ofExample: duplicates.example))
        }
        for split in [SplitName.validation, .test] {
            guard let found = inTraining[split.rawValue], found.count > 0 else { continue }
            lines.append(
                "\(found.count) of \(found.images) \(split.rawValue) images \(found.count == 1 ? "is" : "are") also "
                    + (found.count == 1 ? "a training image" : "training images")
                    + DatasetFindings.text(ofExample: found.example))
        }
        for (found, colour) in [(black, "black"), (uniform, "of one colour")] where found.count > 0 {
            lines.append(
                "\(found.count) of \(found.images) images \(found.count == 1 ? "is" : "are") \(colour)"
                    + DatasetFindings.text(ofExample: found.example))
        }
        for few in fewImages {
            lines.append(
                "class \(few.name) has \(counted(few.count, "training image")), the largest class \(few.largest)")
        }
        return lines.map { plainText($0, bytes: 1 << 12) }
    }

    private static func text(ofExample paths: [String]) -> String {
        if paths.isEmpty || paths.contains("") { return "" }
        // The data set is a table, and two of its rows have the same path.
        if paths.count == 2, paths[0] == paths[1] { return "; for instance \(paths[0]), which the table lists twice" }
        return "; for instance " + paths.joined(separator: " and ")
    }
}

extension Split {
    /// The path of an image. For a row of FER2013's table: the table's path, a colon and the line of the row. Empty if
    /// the path is not known.
    func source(of image: Int) -> String { sources.isEmpty ? "" : sources[image] }
}
