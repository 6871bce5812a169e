/// A part of the page of a run: a heading, and what makes the contents below it. Each is a file of `Sections`.
struct Section: Sendable {
    /// Its name in links.
    let id: String
    /// Its heading.
    let title: String
    /// Makes it; nil where the run has nothing to show.
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
