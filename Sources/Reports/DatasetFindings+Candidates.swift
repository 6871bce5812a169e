import Datasets

extension DatasetFindings {
    /// An image that one may want to leave out.
    public struct Candidate: Codable, Sendable, Hashable {
        /// What was found.
        public enum Finding: String, Codable, Sendable {
            /// A training image that is identical to one before.
            case duplicate
            /// An image of another split that is also a training image.
            case inTraining = "in_training"
            /// All pixels are 0.
            case black
            /// All pixels have the same colour, which is not black.
            case uniform
        }

        /// Its path, or its table's path with the row behind a colon.
        public let path: String
        /// Its class.
        public let label: String
        /// Its split.
        public let split: String
        /// What was found.
        public let finding: Finding
        /// The training image that it is identical to; nil for images of one colour.
        public let other: String?
        /// The class of that image.
        public let otherLabel: String?

        private enum CodingKeys: String, CodingKey {
            case path, label, split, finding, other
            case otherLabel = "other_label"
        }
    }

    /// The first line of ``candidatesCSV(in:)``.
    public static let candidatesHeader = "path,label,split,finding,other,other_label"

    /// A table of ``candidates``.
    ///
    /// - Parameter folder: the folder in which the table will be, to which paths are relative.
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

    /// The images of a split, with the names of their classes.
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
