import Networks
import Tensors
import Testing

@Suite("Weights that are prepared bucket by bucket")
struct PreparedWeightsTests {
    @Test("equal weights that are prepared at once, in any order of buckets")
    func bucketByBucket() throws {
        let bench = try Bench(
            [LayerCases.convolution(512, 1), LayerCases.convolution(512, 3, .same, .relu)] + LayerCases.head,
            input: ImageShape(height: 4, width: 5, channels: 1), samples: 2)
        let buckets = bench.network.layout.buckets
        #expect(buckets.count > bench.network.layers.count, "no layer has several buckets")
        let replica = Replica(bench.network, microBatchSize: 2)
        let expected = bench.train(replica)

        let weights = PreparedWeights(bench.network)
        // Half of a version, and then another one begins.
        for bucket in buckets.indices.dropLast(buckets.count / 2) {
            (weights.vector.pointer + buckets[bucket].lowerBound).update(repeating: 0.5, count: buckets[bucket].count)
            weights.prepare(bucket: bucket)
        }
        for bucket in buckets.indices.sorted(by: { ($0 % 2, $0) > ($1 % 2, $1) }) {
            let range = buckets[bucket]
            (weights.vector.pointer + range.lowerBound).update(
                from: bench.weights.pointer + range.lowerBound, count: range.count)
            weights.prepare(bucket: bucket)
        }
        weights.finishPreparing()
        let found = bench.train(replica, weights)
        #expect(found.metrics == expected.metrics)
        #expect(found.gradient.map(\.bitPattern) == expected.gradient.map(\.bitPattern))
    }
}
