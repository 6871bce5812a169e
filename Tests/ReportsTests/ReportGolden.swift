import Foundation
import Reports
import Testing

/// A test set, and what scikit-learn makes of it.
struct ReportGolden: Decodable, CustomTestStringConvertible {
    var name: String
    var classes: [String]
    var labels: [Int]
    var predictions: [Int]
    var counts: [[Int]]
    var text: String
    var dictionary: ClassificationReport

    var testDescription: String { name }

    var matrix: ConfusionMatrix {
        ConfusionMatrix(classes: classes, labels: labels, predictions: predictions)
    }

    private struct File: Decodable {
        var cases: [ReportGolden]
    }

    static let all: [ReportGolden] = {
        let url = Bundle.module.url(forResource: "reports", withExtension: "json", subdirectory: "Goldens")!
        return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    }()
}
