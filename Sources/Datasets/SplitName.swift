/// The splits of a data set.
public enum SplitName: String, CaseIterable, Sendable {
    /// The samples to train on.
    case train
    /// The samples that select the best weights.
    case validation
    /// The samples that are scored at the end.
    case test

    /// Usual names of the folders of each split, in the form in which ``init(folder:)`` compares names: in lower case,
    /// without separators and without `set`, `data`, `images` or `split` at the end.
    private static let names: [SplitName: Set<String>] = [
        .train: ["train", "training", "trn"],
        .validation: [
            "validation", "validate", "val", "valid", "dev", "devel", "development", "publictest", "evaluation",
        ],
        .test: ["test", "testing", "tst", "privatetest", "holdout"],
    ]

    /// The names that the documentation gives. Other usual names are accepted with a remark.
    private static let plain: Set<String> = ["train", "validation", "val", "test"]

    /// The split that a folder's name stands for; nil if the name is not a usual name of a split.
    init?(folder: String) {
        var name = folder.lowercased().filter { !" _-.".contains($0) }
        for ending in ["set", "data", "images", "split"] where name.hasSuffix(ending) && name != ending {
            name.removeLast(ending.count)
            break
        }
        guard let split = SplitName.allCases.first(where: { SplitName.names[$0]!.contains(name) }) else { return nil }
        self = split
    }

    /// Whether a folder's name is one that the documentation gives.
    static func isPlain(_ folder: String) -> Bool { plain.contains(folder) }

    /// The split in words, for messages.
    var text: String {
        switch self {
        case .train: "training"
        case .validation: "validation"
        case .test: "test"
        }
    }
}
