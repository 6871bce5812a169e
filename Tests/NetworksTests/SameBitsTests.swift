import Networks
import Tensors
import TestKit
import Testing
import Vocabulary

@Suite("The same micro-batch gives the same bits")
struct SameBitsTests {
    private static func bench() throws -> Bench {
        var bench = try Bench(
            ferCNN.layers, input: ImageShape(height: 48, width: 48, channels: 1), classes: 7, samples: 5)
        bench.dropout = DropoutKey(seed: 9, epoch: 3, step: 2, microBatch: 1)
        bench.globalCount = 20
        return bench
    }

    private static func bits(_ gradient: [Float]) -> [UInt32] { gradient.map(\.bitPattern) }

    @Test("in a fresh replica, in a used one, in a larger one")
    func training() throws {
        let bench = try SameBitsTests.bench()
        let fresh = bench.train(Replica(bench.network, microBatchSize: 5))

        let used = Replica(bench.network, microBatchSize: 5)
        var other = bench
        other.pixels.reverse()
        other.labels = [6, 5, 4]
        other.dropout = nil
        _ = other.train(used)
        _ = other.evaluate(used)
        let again = bench.train(used)
        #expect(again.metrics == fresh.metrics)
        #expect(SameBitsTests.bits(again.gradient) == SameBitsTests.bits(fresh.gradient))

        let large = Replica(bench.network, microBatchSize: 16)
        var full = bench
        full.pixels = drawPixels(16 * bench.network.input.count).reversed()
        full.labels = (0..<16).map { UInt16($0 % 7) }
        _ = full.train(large)
        let within = bench.train(large)
        #expect(within.metrics == fresh.metrics)
        #expect(SameBitsTests.bits(within.gradient) == SameBitsTests.bits(fresh.gradient))
    }

    @Test("in evaluation and prediction, without dropout")
    func inference() throws {
        var bench = try SameBitsTests.bench()
        let small = Replica(bench.network, microBatchSize: 5)
        let metrics = bench.evaluate(small)
        let probabilities = bench.predict(small)
        let large = Replica(bench.network, microBatchSize: 12)
        _ = bench.train(large)
        bench.dropout = nil
        #expect(bench.evaluate(large) == metrics)
        #expect(SameBitsTests.bits(bench.predict(large)) == SameBitsTests.bits(probabilities))
        for sample in 0..<5 {
            let sum = probabilities[sample * 7..<(sample + 1) * 7].reduce(0, +)
            #expect(abs(sum - 1) <= 1e-6)
        }
    }

    @Test("masks depend on seed, epoch, step and micro-batch")
    func dropoutKeys() throws {
        var bench = try SameBitsTests.bench()
        let replica = Replica(bench.network, microBatchSize: 5)
        let keys = [
            nil, DropoutKey(seed: 9, epoch: 3, step: 2, microBatch: 1),
            DropoutKey(seed: 8, epoch: 3, step: 2, microBatch: 1),
            DropoutKey(seed: 9, epoch: 4, step: 2, microBatch: 1),
            DropoutKey(seed: 9, epoch: 3, step: 3, microBatch: 1),
            DropoutKey(seed: 9, epoch: 3, step: 2, microBatch: 0),
        ]
        var losses: Set<Double> = []
        for key in keys {
            bench.dropout = key
            losses.insert(bench.train(replica).metrics.lossSum)
        }
        #expect(losses.count == keys.count)
    }

    @Test("a bucket is final when it is reported, the last one first; padding is zero")
    func buckets() throws {
        let bench = try SameBitsTests.bench()
        let layout = bench.network.layout
        let replica = Replica(bench.network, microBatchSize: 5)
        let gradient = FloatStorage(count: layout.count)
        gradient.buffer.update(repeating: .nan)
        var order: [Int] = []
        var early = [Float](repeating: .nan, count: layout.count)
        _ = replica.train(
            bench.batch, weights: bench.prepared, globalCount: 20, dropout: bench.dropout, gradient: gradient,
            metricsReady: { metrics in
                #expect(order.isEmpty && metrics.samples == bench.labels.count)
            },
            bucketReady: { bucket in
                order.append(bucket)
                for index in layout.buckets[bucket] {
                    early[index] = gradient.pointer[index]
                }
            })
        #expect(order == layout.buckets.indices.reversed())
        #expect(SameBitsTests.bits(early) == SameBitsTests.bits(Array(gradient.buffer)))
        #expect(SameBitsTests.bits(early) == SameBitsTests.bits(bench.train(replica).gradient))
        var covered = Set<Int>()
        layout.entries.forEach { covered.formUnion($0.range) }
        #expect((0..<layout.count).allSatisfy { covered.contains($0) || gradient.pointer[$0].bitPattern == 0 })
    }

    @Test("layer times are measured only on request")
    func layerTimes() throws {
        let bench = try SameBitsTests.bench()
        let replica = Replica(bench.network, microBatchSize: 5)
        let silent = bench.train(replica)
        #expect(replica.layerTimes.isEmpty)
        replica.measureLayers()
        let measured = bench.train(replica)
        #expect(
            replica.layerTimes.map(\.layer).prefix(3) == ["conv2d_1", "batch_normalization_1…dropout_1", "conv2d_2"])
        #expect(replica.layerTimes.last?.layer == bench.network.layers.last?.name)
        #expect(replica.layerTimes[0].forward > 0 && replica.layerTimes[0].backward > 0)
        #expect(SameBitsTests.bits(measured.gradient) == SameBitsTests.bits(silent.gradient))
    }
}
