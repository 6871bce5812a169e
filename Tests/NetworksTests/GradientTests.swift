import Networks
import Tensors
import TestKit
import Testing
import Vocabulary

@Suite("Gradients of every layer")
struct GradientTests {
    @Test(
        "kernels give what the plain formulas give in double precision", arguments: LayerCases.all.indices,
        [true, false])
    func reference(_ index: Int, drops: Bool) throws {
        var bench = try LayerCases.bench(index)
        if !drops { bench.dropout = nil }
        let (metrics, gradient, _) = bench.train(Replica(bench.network, microBatchSize: bench.labels.count))
        let reference = ReferenceNetwork(bench)
        #expect(abs(metrics.lossSum - reference.lossSum) <= 1e-5 * max(reference.lossSum, 1))
        let (ours, plain) = (metrics.crossEntropySum, reference.crossEntropySum)
        #expect(abs(ours - plain) <= 1e-5 * max(plain, 1))
        for entry in bench.network.layout.entries {
            let expected = try #require(reference.gradients[entry.name])
            let largest = expected.map(abs).max() ?? 0
            let difference = zip(gradient[entry.range], expected).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(
                difference <= 1e-5 * largest + 1e-6,
                "\(LayerCases.all[index].name), \(entry.name): off by \(difference) of \(largest)")
        }
    }

    @Test("every set of vector instructions gives the same bits", arguments: LayerCases.all.indices)
    func vectorInstructions(_ index: Int) throws {
        guard let wide = avx512Instructions(for: "gradients of layers") else { return }
        let bench = try LayerCases.bench(index)
        let (ours, theirs) = (bench.train(.avx2), bench.train(wide))
        #expect(ours.metrics == theirs.metrics)
        #expect(ours.gradient.map(\.bitPattern) == theirs.gradient.map(\.bitPattern), "\(LayerCases.all[index].name)")
    }

    @Test("gradients are the derivatives of the loss", arguments: LayerCases.all.indices)
    func finiteDifferences(_ index: Int) throws {
        try GradientTests.expectDerivatives(LayerCases.bench(index), LayerCases.all[index].name)
    }

    /// Compares the gradient of each trained tensor with the slope of the loss along it.
    static func expectDerivatives(_ bench: Bench, _ name: String, atLeast: Int = 2) throws {
        let replica = Replica(bench.network, microBatchSize: bench.labels.count)
        let gradient = bench.train(replica).gradient
        var compared = 0
        for entry in bench.network.layout.entries where entry.role.isTrainable && !entry.isFrozen {
            // In the direction of the gradient, the derivative is its length, well above the noise of float32.
            let length = gradient[entry.range].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length > 1e-4 else { continue }
            compared += 1
            let step = 5e-4
            let original = Array(bench.weights.buffer[entry.range])
            func loss(_ sign: Double) -> Double {
                for element in 0..<entry.count {
                    let direction = Double(gradient[entry.offset + element]) / length
                    bench.weights.pointer[entry.offset + element] = Float(
                        Double(original[element]) + sign * step * direction)
                }
                return bench.train(replica).metrics.lossSum / Double(bench.globalCount)
            }
            let slope = (loss(1) - loss(-1)) / (2 * step)
            (bench.weights.pointer + entry.offset).update(from: original, count: entry.count)
            #expect(
                abs(slope - length) <= 0.01 * length + 5e-4,
                "\(name), \(entry.name): slope \(slope) for \(length)")
        }
        #expect(compared >= atLeast, "\(name): \(compared) gradients are long enough")
    }
}
