import Foundation
import Reports
import Testing

@Suite struct CalibrationTests {
    /// Predictions, and their expected calibration error by NumPy.
    struct Golden: Decodable, CustomTestStringConvertible {
        var name: String
        var confidences: [Float]
        var correct: [Bool]
        var error: Double
        var counts: [Int]

        var testDescription: String { name }

        static let all: [Golden] = {
            let url = Bundle.module.url(forResource: "calibration", withExtension: "json", subdirectory: "Goldens")!
            return try! JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
        }()
    }

    @Test(arguments: Golden.all)
    func errorsAreNumPys(_ golden: Golden) {
        let calibration = Calibration(
            zip(golden.confidences, golden.correct).map { (confidence: $0, isCorrect: $1) })
        #expect(abs(calibration.expectedCalibrationError - golden.error) < 1e-12)
        #expect(calibration.bins.map(\.images) == golden.counts)
        for bin in calibration.bins where bin.images > 0 {
            #expect(bin.above - 1e-9 <= bin.confidence && bin.confidence <= bin.upTo + 1e-9)
        }
        #expect(calibration.bins.first?.above == 0 && calibration.bins.last?.upTo == 1)
    }

    @Test func withoutPredictionsThereIsNoError() {
        let calibration = Calibration([(confidence: Float, isCorrect: Bool)]())
        #expect(calibration.expectedCalibrationError == 0 && calibration.bins.count == 15)
    }

    /// The means of no images are null.
    @Test func binsWithoutImagesInJSON() throws {
        let calibration = Calibration([(confidence: Float(0.99), isCorrect: true)])
        let json = try JSONEncoder().encode(calibration)
        let bins = try #require(
            (JSONSerialization.jsonObject(with: json) as? [String: Any])?["bins"] as? [[String: Any]])
        #expect(bins[0]["confidence"] is NSNull && bins[0]["accuracy"] is NSNull && bins[0]["images"] as? Int == 0)
        #expect(bins[14]["accuracy"] as? Double == 1)
        #expect(try JSONDecoder().decode(Calibration.self, from: json) == calibration)
    }

    @Test func standardErrors() throws {
        let accuracy = Accuracy(correct: 612, of: 1000)
        #expect(accuracy.value == 0.612)
        #expect(abs(accuracy.standardError - 0.015409607) < 1e-9)
        #expect(Accuracy(correct: 0, of: 0).value == 0 && Accuracy(correct: 0, of: 0).standardError == 0)
        #expect(Accuracy(correct: 7, of: 7).standardError == 0)
    }
}
