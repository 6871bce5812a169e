import Augmentation
import Configuration
import Datasets
import Plots

extension Picture {
    /// Training images and what augmentation makes of them: the copies that balance the classes, and what the first
    /// epochs see. Nil if nothing is augmented, or if the images are not at hand.
    static func augmented(_ source: PictureSource) -> Drawing? {
        guard let dataset = source.dataset?.withoutCopies else { return nil }
        let configuration = source.configuration
        let (hasCopies, isOnline) = (configuration.data.balance != nil, !configuration.augment.isEmpty)
        // The n-th column for `augment` shows epoch n, so there are no more such columns than the run has epochs.
        let draws = isOnline ? min(hasCopies ? 3 : 7, max(configuration.epochs, 1)) : 7
        let preview = try? AugmentationPreview(
            of: dataset, configuration: configuration, images: 1, draws: draws, classes: 8)
        guard let preview, !preview.groups.isEmpty else { return nil }
        let columns = (hasCopies ? ["augmented copies of it"] : []) + (isOnline ? ["what the first epochs see"] : [])
        return preview.drawing(
            details: "\(source.name): the original at the left, then \(columns.joined(separator: ", then "))")
    }
}
