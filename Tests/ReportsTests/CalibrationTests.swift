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

    @Test func standardErrors() throws {
        let accuracy = Accuracy(correct: 612, of: 1000)
        #expect(accuracy.value == 0.612)
        #expect(abs(accuracy.standardError - 0.015409607) < 1e-9)
        #expect(Accuracy(correct: 0, of: 0).value == 0 && Accuracy(correct: 0, of: 0).standardError == 0)
        #expect(Accuracy(correct: 7, of: 7).standardError == 0)
    }
}
