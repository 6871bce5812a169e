/// A part of the page of a run: a heading, and a function that makes the contents below it. Each section has a file in
/// `Sections` with its function.
struct Section: Sendable {
    /// The name of the section in links to it.
    let id: String
    /// The heading of the section.
    let title: String
    /// Makes the contents below the heading; nil if the run has nothing to show there.
    let make: @Sendable (PageSource) throws -> HTML?

    /// All sections, in the order of the page.
    static let all = [
        Section(id: "run", title: "What was run", make: facts),
        Section(id: "again", title: "How to run it again", make: again),
        Section(id: "data", title: "Data", make: data),
        Section(id: "curves", title: "Curves", make: curves),
        Section(id: "classes", title: "Classification report", make: classification),
        Section(id: "confusion", title: "Confusion matrix", make: confusion),
        Section(id: "calibration", title: "Calibration", make: calibration),
        Section(id: "predictions", title: "Sample predictions", make: predictions),
        Section(id: "augmentation", title: "Augmented images", make: augmentation),
        Section(id: "events", title: "Events and workers", make: events),
    ]
}
