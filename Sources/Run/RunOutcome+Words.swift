import Foundation
import Training

extension RunOutcome {
    /// A sentence that compares the accuracy on training and on validation images, and says whether the run overfits;
    /// nil before an epoch has ended.
    package var generalizationSentence: String? {
        Generalization(gap: generalizationGap, overfittingSince: overfittingSince).sentence(bestEpoch: bestEpoch)
    }
}

extension Generalization {
    /// These values as a sentence, as in ``RunOutcome/generalizationSentence``; nil before an epoch has ended.
    package func sentence(bestEpoch: Int?) -> String? {
        guard let gap, let bestEpoch else { return nil }
        let points = String(format: "%.1f", abs(gap) * 100)
        let relation = points == "0.0" ? "equals" : "is \(points) points \(gap < 0 ? "below" : "above")"
        let words = "In the best epoch, \(bestEpoch), training accuracy \(relation) validation accuracy"
        guard let overfittingSince else { return words }
        return words
            + "; overfitting since epoch \(overfittingSince): validation cross-entropy has not improved, training "
            + "cross-entropy has"
    }
}
