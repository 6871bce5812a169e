import Pictures

extension Section {
    /// Some right and some wrong predictions of validation images; nil if there is no picture of them.
    static func predictions(_ source: PageSource) throws -> HTML? {
        guard source.drawn.picture("predictions") != nil else { return nil }
        return try source.figure(
            "predictions",
            caption: "Validation images with the predicted class and its probability; below wrong ones the true class.")
    }
}
