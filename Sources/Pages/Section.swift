/// A part of the page of a run: a heading, and a function that makes the contents below the heading. The function of
/// each section has a file of its own in the folder `Sections`.
struct Section: Sendable {
    /// The HTML id of the section, to which links lead.
    let id: String
    /// The heading of the section.
    let title: String
    /// Makes the contents below the heading. It returns nil if the run has nothing to show in the section; the page
    /// then lacks the section.
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
