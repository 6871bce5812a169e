import Plots

/// A picture of a run: a name, and what draws it.
public struct Picture: Sendable {
    /// The name of its files, without suffix.
    public let name: String
    /// Draws it; nil where the run has nothing to show.
    public let draw: @Sendable (PictureSource) -> Drawing?

    /// All pictures.
    public static let all = [
        Picture(name: "curves", draw: curves),
        Picture(name: "classes", draw: classes),
        Picture(name: "confusion", draw: confusion),
        Picture(name: "per-class", draw: perClass),
        Picture(name: "reliability", draw: reliability),
        Picture(name: "predictions", draw: predictions),
        Picture(name: "augmented", draw: augmented),
    ]

    /// The default width of a picture.
    static let width = 880.0
}

/// The classes that a picture shows: all, or those with the most images where there are too many for one picture.
struct ShownClasses {
    /// Their indices, in order.
    let indices: [Int]
    /// Says what is left out; empty if nothing is.
    let remark: String

    private static let most = 60

    init(counts: [Int]) {
        let all = Array(counts.indices)
        let shown = all.sorted { counts[$0] > counts[$1] }.prefix(ShownClasses.most).sorted()
        indices = shown
        remark = shown.count < all.count ? "; the \(shown.count) largest of \(all.count) classes" : ""
    }
}
