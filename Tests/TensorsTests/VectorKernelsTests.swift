import Tensors
import Testing

@Suite struct VectorKernelsTests {
    /// Random numbers, one more than `count`, so that a kernel that writes too far is seen.
    private func numbers(_ count: Int, index: Int) -> [Float] {
        let stream = RandomStream(seed: 5, purpose: .fingerprint, index: index)
        return (0...count).map { stream.uniform($0, from: -3, to: 3) }
    }

    @Test(arguments: 0...40)
    func addAndScale(count: Int) {
        let source = numbers(count, index: 1)
        let target = numbers(count, index: 2)
        var sums = target
        sums.withUnsafeMutableBufferPointer { VectorKernels.add(source, to: $0.baseAddress!, count: count) }
        #expect(sums == (0..<count).map { target[$0] + source[$0] } + [target[count]])
        var scaled = target
        scaled.withUnsafeMutableBufferPointer { VectorKernels.scale($0.baseAddress!, by: 0.3, count: count) }
        #expect(scaled == (0..<count).map { target[$0] * 0.3 } + [target[count]])
    }

    @Test(arguments: 0...40)
    func sumOfSquaresHasItsFixedOrder(count: Int) {
        let values = numbers(count, index: 3)
        var lanes = [Double](repeating: 0, count: 8)
        for i in 0..<count {
            lanes[i % 8] += Double(values[i]) * Double(values[i])
        }
        let expected = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
        #expect(VectorKernels.sumOfSquares(values, count: count) == expected)
        // The alignment of the values has no part in it.
        let shifted = [0] + values
        shifted.withUnsafeBufferPointer {
            #expect(VectorKernels.sumOfSquares($0.baseAddress! + 1, count: count) == expected)
        }
    }

    @Test(arguments: 0...40)
    func allFiniteFindsOneAnywhere(count: Int) {
        var values = numbers(count, index: 4)
        for (i, number) in [Float(-0.0), .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude]
            .enumerated() where i < count
        {
            values[i] = number
        }
        // What lies behind the end does not count.
        values[count] = .nan
        #expect(VectorKernels.allFinite(values, count: count))
        for place in 0..<count {
            for culprit in [Float.nan, -.nan, .signalingNaN, .infinity, -.infinity] {
                var damaged = values
                damaged[place] = culprit
                #expect(!VectorKernels.allFinite(damaged, count: count))
            }
        }
    }
}
