import Foundation
import Tensors
import Testing

/// Distance in units in the last place of the expected number.
private func distance(_ value: Double, _ expected: Double) -> Double {
    if value == expected || (value.isNaN && expected.isNaN) { return 0 }
    return abs(value - expected) / expected.ulp
}

/// The largest distance over many numbers in a range.
private func worst(
    _ range: ClosedRange<Double>, _ function: (Double) -> Double, _ reference: (Double) -> Double
) -> Double {
    let stream = RandomStream(seed: 3, purpose: .fingerprint)
    return (0..<20_000).reduce(0) { worst, element in
        let position = Double(stream.word64(element) >> 11) * 0x1p-53
        let x = range.lowerBound + position * (range.upperBound - range.lowerBound)
        return max(worst, distance(function(x), reference(x)))
    }
}

/// Against the C library, itself within one unit in the last place. Over two million draws a range the distance was at
/// most 1 for exp, 2 for log, 2 for sin and cos up to 1000 and 3 beyond.
@Suite struct ElementaryTests {
    @Test(arguments: [-745.0 ... -708, -708.0...709.7, -20.0...20, -1.0...1, -1e-6...1e-6])
    func exp(range: ClosedRange<Double>) {
        #expect(worst(range, Elementary.exp, Foundation.exp) <= 1)
    }

    @Test(arguments: [0.0...1e-300, 1e-12...0.5, 0.5...0.99, 0.99...1.01, 1.01...2, 2.0...1e6, 1e6...1e300])
    func log(range: ClosedRange<Double>) {
        #expect(worst(range, Elementary.log, Foundation.log) <= 2)
    }

    @Test(arguments: [-1e-6...1e-6, -0.8...0.8, -7.0...7, -1000.0...1000, -1e5...1e5])
    func sinAndCos(range: ClosedRange<Double>) {
        let bound: Double = range.upperBound > 1000 ? 3 : 2
        #expect(worst(range, Elementary.sin, Foundation.sin) <= bound)
        #expect(worst(range, Elementary.cos, Foundation.cos) <= bound)
    }

    @Test func anglesNearQuarterTurns() {
        for n in Array(-50...50) + [1001, 44_444, 63_661] {
            let x = Double(n) * Double.pi / 2
            #expect(distance(Elementary.sin(x), Foundation.sin(x)) <= 2)
            #expect(distance(Elementary.cos(x), Foundation.cos(x)) <= 2)
        }
    }

    @Test func exactPlaces() {
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.sin(0) == 0)
        #expect(Elementary.cos(0) == 1)
        for exponent in [-1074, -1022, -1, 1, 10, 1023] {
            #expect(distance(Elementary.log(Foundation.exp2(Double(exponent))), Double(exponent) * M_LN2) <= 1)
        }
    }

    @Test func edges() {
        #expect(Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(709.79) == .infinity)
        #expect(Elementary.exp(-746) == 0)
        #expect(Elementary.exp(-745.13) == Double.leastNonzeroMagnitude)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-0.0) == -.infinity)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(.nan).isNaN)
    }

    @Test func powers() {
        #expect(Elementary.power(0.9, 0) == 1)
        #expect(Elementary.power(0, 0) == 1)
        #expect(Elementary.power(3, 13) == 1_594_323)
        #expect(Elementary.power(-2, 9) == -512)
        for exponent in [1, 2, 7, 100, 1000, 123_456] {
            let expected = Foundation.pow(0.999, Double(exponent))
            // An error of half a unit at the base is multiplied by the exponent.
            #expect(distance(Elementary.power(0.999, exponent), expected) <= Double(exponent))
        }
    }
}
