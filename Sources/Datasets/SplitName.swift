/// What a folder of images is for, by the names that archives give such folders.
enum SplitName: CaseIterable {
    case train, validation, test

    /// Names in lower case, without what separates words and without a last `set`, `data` or `images`.
    private static let names: [SplitName: Set<String>] = [
        .train: ["train", "training", "trn"],
        .validation: [
            "validation", "validate", "val", "valid", "dev", "devel", "development", "publictest", "evaluation",
        ],
        .test: ["test", "testing", "tst", "privatetest", "holdout"],
    ]

    /// The name that needs no remark.
    private static let plain: Set<String> = ["train", "validation", "val", "test"]

    /// By a folder's name; nil if it is none of a split.
    init?(_ folder: String) {
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

    /// For a sentence.
    var text: String {
        switch self {
        case .train: "training"
        case .validation: "validation"
        case .test: "test"
        }
    }
}
