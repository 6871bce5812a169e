import Foundation
import Reports
import Testing

@Suite struct ClassificationReportTests {
    @Test(arguments: ReportGolden.all)
    func textIsScikitLearns(_ golden: ReportGolden) {
        let text = ClassificationReport(golden.matrix).text
        #expect(text == golden.text)
        // Equal strings may differ in bytes.
        #expect(text.utf8.elementsEqual(golden.text.utf8))
    }

    /// The scores are those of scikit-learn to the last bit, which JSON keeps.
    @Test(arguments: ReportGolden.all)
    func scoresAreScikitLearns(_ golden: ReportGolden) throws {
        let report = ClassificationReport(golden.matrix)
        #expect(report.accuracy == golden.dictionary.accuracy)
        #expect(report.macroAverage == golden.dictionary.macroAverage)
        #expect(report.weightedAverage == golden.dictionary.weightedAverage)
        for (name, scores) in zip(golden.dictionary.classes, golden.dictionary.scores) {
            let index = try #require(report.classes.firstIndex(of: name))
            #expect(report.scores[index] == scores)
        }
    }

    @Test func jsonHasTheKeysOfScikitLearn() throws {
        let matrix = ConfusionMatrix(classes: ["sad", "happy"], labels: [0, 1, 1, 1], predictions: [0, 0, 1, 1])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(ClassificationReport(matrix)), as: UTF8.self)
        #expect(
            text == """
                {"accuracy":0.75,\
                "happy":{"f1-score":0.8,"precision":1,"recall":0.6666666666666666,"support":3},\
                "macro avg":{"f1-score":0.7333333333333334,"precision":0.75,"recall":0.8333333333333333,"support":4},\
                "sad":{"f1-score":0.6666666666666666,"precision":0.5,"recall":1,"support":1},\
                "weighted avg":{"f1-score":0.7666666666666667,"precision":0.875,"recall":0.75,"support":4}}
                """)
    }

    @Test func jsonRoundTrips() throws {
        let report = ClassificationReport(ReportGolden.all[0].matrix)
        let decoded = try JSONDecoder().decode(ClassificationReport.self, from: JSONEncoder().encode(report))
        #expect(decoded == report)
    }

    @Test func classNamedLikeAnAverageGivesWay() throws {
        let matrix = ConfusionMatrix(classes: ["accuracy", "b"], labels: [0, 1], predictions: [0, 0])
        let decoded = try JSONDecoder().decode(
            ClassificationReport.self, from: JSONEncoder().encode(ClassificationReport(matrix)))
        #expect(decoded.classes == ["b"])
        #expect(decoded.accuracy == 0.5)
    }

    @Test func withoutSamplesEverythingIsZero() {
        let report = ClassificationReport(ConfusionMatrix(classes: ["a", "b"]))
        #expect(report.accuracy == 0)
        #expect(report.weightedAverage == report.macroAverage)
        #expect(report.macroAverage.f1 == 0 && report.macroAverage.support == 0)
    }
}
