import Foundation
import Run
import Testing

@Suite struct RunOutcomeTests {
    @Test(arguments: [
        (0.0004, "equals"), (-0.0004, "equals"), (0.0123, "is 1.2 points above"), (-0.5, "is 50.0 points below"),
    ])
    func theGapInWords(gap: Double, relation: String) throws {
        let text = """
            {"weights_sha256": "a", "state_sha256": "b", "reproducible": true, "epochs": 9, "steps": 6,
            "best_epoch": 5, "generalization_gap": \(gap), "stopped_because": "epochs", "seconds": 2.5}
            """
        let outcome = try JSONDecoder().decode(RunOutcome.self, from: Data(text.utf8))
        #expect(
            outcome.generalizationSentence
                == "In the best epoch, 5, training accuracy \(relation) validation accuracy")
    }
}
