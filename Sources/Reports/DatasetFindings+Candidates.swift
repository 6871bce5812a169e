import Datasets

extension DatasetFindings {
    /// An image that the user may want to leave out of the data set.
    public struct Candidate: Codable, Sendable, Hashable {
        /// Why the user may want to leave out an image.
        public enum Finding: String, Codable, Sendable {
            /// A training image that is identical to an earlier training image.
            case duplicate
            /// A validation or test image that is also a training image.
            case inTraining = "in_training"
            /// An image whose pixels are all 0.
            case black
            /// An image whose pixels all have the same colour, which is not black.
            case uniform
        }

        /// The path of the image. For a row of FER2013's table: the table's path, a colon and the line of the row.
        /// Empty if the path is not known.
        public let path: String
        /// The name of the image's class.
        public let label: String
        /// The name of the image's split.
        public let split: String
        /// Why the user may want to leave out this image.
        public let finding: Finding
        /// The path of the training image that this image is identical to; nil for images of one colour.
        public let other: String?
        /// The class of the training image ``other``; nil for images of one colour.
        public let otherLabel: String?

        private enum CodingKeys: String, CodingKey {
            case path, label, split, finding, other
            case otherLabel = "other_label"
        }
    }

    /// The line of titles at the top of the table that ``candidatesCSV(in:)`` makes.
    public static let candidatesHeader = "path,label,split,finding,other,other_label"

    /// A table of ``candidates``.
    ///
    /// - Parameter folder: the folder in which the table will be. Paths in the table are relative to this folder,
    ///   except those that are absolute in ``candidates``.
    public func candidatesCSV(in folder: String) -> String {
        let lines = candidates.map { candidate in
            [
                ImageListing.path(candidate.path, from: folder), candidate.label, candidate.split,
                candidate.finding.rawValue, candidate.other.map { ImageListing.path($0, from: folder) } ?? "",
                candidate.otherLabel ?? "",
            ].map(csvField).joined(separator: ",")
        }
        return ([DatasetFindings.candidatesHeader] + lines).map { $0 + "\n" }.joined()
    }

    /// A split of a data set, with the split's name and the names of the classes: what is needed to make a
    /// ``Candidate``.
    struct Images {
        let split: Split
        private let name: SplitName
        private let classes: [String]

        init(_ dataset: Dataset, _ name: SplitName, _ split: Split) {
            self.split = split
            self.name = name
            classes = dataset.classes
        }

        func candidate(_ image: Int, _ finding: Candidate.Finding, of other: (Images, Int)? = nil) -> Candidate {
            Candidate(
                path: split.source(of: image), label: label(of: image), split: name.rawValue, finding: finding,
                other: other.map { $0.0.split.source(of: $0.1) }, otherLabel: other.map { $0.0.label(of: $0.1) })
        }

        private func label(of image: Int) -> String { classes[Int(split.labels[image])] }
    }
}
