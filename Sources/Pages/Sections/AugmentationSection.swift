import Pictures

extension Section {
    /// Training images and what augmentation makes of them; nil if there is no picture of them.
    static func augmentation(_ source: PageSource) throws -> HTML? {
        guard source.drawn.picture("augmented") != nil else { return nil }
        return try source.figure("augmented", caption: "In each row an image, and then what augmentation makes of it.")
    }
}
