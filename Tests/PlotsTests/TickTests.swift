import Foundation
import Plots
import Testing

@Suite struct TickTests {
    /// An axis, and the ticks that matplotlib gives it.
    struct Golden: Decodable, CustomTestStringConvertible {
        let low: Double
        let high: Double
        let intervals: Int
        let whole: Bool
        let ticks: [Double]

        var testDescription: String { "\(low)…\(high), \(intervals) intervals\(whole ? ", whole" : "")" }

        static let all: [Golden] = {
            struct File: Decodable { let cases: [Golden] }
            let url = Bundle.module.url(forResource: "ticks", withExtension: "json", subdirectory: "Goldens")!
            return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
        }()
    }

    @Test(arguments: Golden.all) func ticksAreMatplotlibs(_ golden: Golden) {
        let scale = LinearScale(
            golden.low...golden.high, from: 0, to: 100, ticks: golden.intervals, isWhole: golden.whole)
        let values = scale.ticks.map(\.value)
        #expect(values.count == golden.ticks.count, "\(values), not \(golden.ticks)")
        for (value, expected) in zip(values, golden.ticks) {
            #expect(abs(value - expected) <= 1e-9 * (golden.high - golden.low), "\(values), not \(golden.ticks)")
        }
    }

    @Test func aWholeScaleOfOneValueHasOneTick() {
        let scale = LinearScale(1...1, from: 0, to: 100, ticks: 12, isWhole: true)
        #expect(scale.ticks == [Tick(1, "1")])
        #expect(scale.position(1) == 50)
    }

    @Test func labelsHaveTheDecimalsOfTheirStep() {
        func labels(_ domain: ClosedRange<Double>, _ ticks: Int, _ format: TickFormat = .number) -> [String] {
            LinearScale(domain, from: 0, to: 1, ticks: ticks, format: format).ticks.map(\.label)
        }
        #expect(labels(0...1, 4) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
        #expect(labels(0...1, 5, .percent) == ["0%", "20%", "40%", "60%", "80%", "100%"])
        #expect(labels(0.64...0.67, 6, .percent).first == "64.0%")
        #expect(labels(0...20_000, 4) == ["0", "5,000", "10,000", "15,000", "20,000"])
        #expect(labels(-1...1, 2) == ["-1", "0", "1"])
    }

    @Test func logarithmicTicksAreRound() {
        func labels(_ domain: ClosedRange<Double>, _ ticks: Int) -> [String] {
            LogScale(domain, from: 0, to: 1, ticks: ticks).ticks.map(\.label)
        }
        #expect(labels(0.9...11, 6) == ["1", "2", "5", "10"])
        #expect(labels(1e-5...1e-4, 4) == ["1e-5", "2e-5", "5e-5", "1e-4"])
        #expect(labels(1e-5...1e-2, 4) == ["1e-5", "1e-4", "1e-3", "1e-2"])
        #expect(labels(1...1e9, 4).count <= 5)
        #expect(labels(1e4...1e7, 4) == ["10,000", "100,000", "1,000,000", "1e7"])
        #expect(labels(1e-3...1e3, 6) == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"])
        #expect(labels(3.1...3.9, 4).count >= 2)
    }

    @Test func positionsAreBetweenTheEnds() {
        let linear = LinearScale(2...4, from: 100, to: 0, ticks: 4)
        #expect(linear.position(2) == 100 && linear.position(3) == 50 && linear.position(4) == 0)
        let logarithmic = LogScale(1...100, from: 0, to: 10, ticks: 4)
        #expect(abs(logarithmic.position(10) - 5) < 1e-12)
        #expect(!logarithmic.position(0).isFinite && !logarithmic.position(-1).isFinite)
        let bands = BandScale(count: 4, from: 0, to: 80, gap: 0.5)
        #expect(bands.width == 10 && bands.start(1) == 25 && bands.middle(3) == 70)
    }
}
