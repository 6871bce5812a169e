import Foundation
import Testing
import Vocabulary

@Suite struct ClassCountsTests {
    /// Labels and predictions, and scikit-learn's metrics of them.
    struct Golden: Decodable, CustomTestStringConvertible {
        var name: String
        var classes: Int
        var labels: [Int]
        var predictions: [Int]
        var macroF1: Double
        var balancedAccuracy: Double

        private enum CodingKeys: String, CodingKey {
            case name, classes, labels, predictions
            case macroF1 = "macro_f1"
            case balancedAccuracy = "balanced_accuracy"
        }

        var testDescription: String { name }

        static let all: [Golden] = {
            let url = Bundle.module.url(forResource: "class_metrics", withExtension: "json", subdirectory: "Goldens")!
            return try! JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
        }()
    }

    @Test(arguments: Golden.all)
    func metricsAreScikitLearns(_ golden: Golden) {
        var counts = ClassCounts(classes: golden.classes)
        for (label, prediction) in zip(golden.labels, golden.predictions) {
            counts.add(label: label, prediction: prediction)
        }
        #expect(abs(counts.value(of: .macroF1) - golden.macroF1) < 1e-15 * Double(golden.classes))
        #expect(abs(counts.value(of: .balancedAccuracy) - golden.balancedAccuracy) < 1e-15 * Double(golden.classes))
        #expect(counts.fit(samples: golden.labels.count) && !counts.fit(samples: golden.labels.count + 1))
    }

    /// The counts of parts, added behind other sums, are those of the whole.
    @Test func sumsHaveThemBehindTheMetrics() {
        let golden = Golden.all[0]
        func sums(_ range: Range<Int>) -> MetricSums {
            var counts = ClassCounts(classes: golden.classes)
            for index in range { counts.add(label: golden.labels[index], prediction: golden.predictions[index]) }
            return MetricSums(values: [0.5, 0] + counts.values, samples: range.count)
        }
        let count = golden.labels.count
        let whole = sums(0..<count)
        let added = sums(0..<300) + sums(300..<count)
        #expect(
            ClassCounts(of: added, behind: 2) == ClassCounts(of: whole, behind: 2)
                && ClassCounts(of: added, behind: 2).classes == golden.classes)
        #expect(added.fit([.loss, .accuracy], classes: golden.classes))
        #expect(!added.fit([.loss, .accuracy]) && !added.fit([.loss, .accuracy], classes: golden.classes + 1))
    }

    @Test(arguments: [
        [2, 1, 1, 1, 1, 0], [2, 2, 2, 1, 1, 2], [2, 2, 0.5, 1, 1, 1], [2, 2, -1, 1, 1, 1], [.nan, 2, 2, 1, 1, 1],
        [1, 1, 1, 1, 1, 1],
    ])
    func countsThatDoNotAgree(_ values: [Double]) {
        #expect(!MetricSums(values: [0] + values, samples: 3).fit([.loss], classes: 2))
    }

    @Test func tooManyClassesAreNotCounted() {
        #expect(ClassCounts.length(classes: 1000) == 3000 && ClassCounts.length(classes: 1001) == 0)
        #expect(MetricSums(values: [1], samples: 1).fit([.loss], classes: 1001))
    }

    @Test func metricsAreOfSamplesOrOfClasses() {
        #expect(Metric.ofSamples == [.loss, .accuracy, .crossEntropy])
        #expect(Metric.ofClasses == [.macroF1, .balancedAccuracy])
        #expect(Metric.ofSamples + Metric.ofClasses == Metric.allCases)
    }
}
