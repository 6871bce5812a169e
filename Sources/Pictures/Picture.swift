import Plots

/// A picture of a run: a name, and what draws it.
public struct Picture: Sendable {
    /// The name of the picture's files, without suffix.
    public let name: String
    /// Draws the picture. It returns nil if the run has nothing to show in the picture.
    public let draw: @Sendable (PictureSource) -> Drawing?

    /// All pictures of a run, in their order.
    public static let all = [
        Picture(name: "curves", draw: curves),
        Picture(name: "classes", draw: classes),
        Picture(name: "confusion", draw: confusion),
        Picture(name: "per-class", draw: perClass),
        Picture(name: "reliability", draw: reliability),
        Picture(name: "predictions", draw: predictions),
        Picture(name: "augmented", draw: augmented),
    ]

    /// The default width of a picture, in pixels.
    static let width = 880.0
}

/// The classes that a picture shows: all, or those with the most images where there are too many for one picture.
struct ShownClasses {
    /// The indices of the shown classes, in ascending order.
    let indices: [Int]
    /// Words that say in a picture how many classes are shown; empty if all classes are.
    let remark: String

    private static let most = 60

    init(counts: [Int]) {
        let all = Array(counts.indices)
        let shown = all.sorted { counts[$0] > counts[$1] }.prefix(ShownClasses.most).sorted()
        indices = shown
        remark = shown.count < all.count ? "; the \(shown.count) largest of \(all.count) classes" : ""
    }
}
