import Tensors
import Testing

@Suite struct VectorKernelsTests {
    /// Random numbers, one more than `count`, so that a write beyond the end is noticed.
    private func numbers(_ count: Int, index: Int) -> [Float] {
        let stream = RandomStream(seed: 5, purpose: .fingerprint, index: index)
        return (0...count).map { stream.uniform($0, from: -3, to: 3) }
    }

    @Test(arguments: 0...40)
    func add(count: Int) {
        let source = numbers(count, index: 1)
        let target = numbers(count, index: 2)
        var sums = target
        sums.withUnsafeMutableBufferPointer { VectorKernels.add(source, to: $0.baseAddress!, count: count) }
        #expect(sums == (0..<count).map { target[$0] + source[$0] } + [target[count]])
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
        // The alignment of the values does not matter.
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
        // Values beyond the end do not count.
        values[count] = .nan
        #expect(VectorKernels.allFinite(values, count: count))
        for index in 0..<count {
            for culprit in [Float.nan, -.nan, .signalingNaN, .infinity, -.infinity] {
                var damaged = values
                damaged[index] = culprit
                #expect(!VectorKernels.allFinite(damaged, count: count))
            }
        }
    }
}
