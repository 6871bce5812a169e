import Compute
import Coordination
import Glibc
import Networks
import Tensors
import Transport
import Vocabulary

/// Computes nothing, but reports gradients of the right size at the times that a pace gives. So one machine can run
/// many workers, to measure the exchange between these workers and the coordinator. Weights are received and ignored.
///
/// A stub takes part only in a run whose fingerprint is ``NumericsFingerprint/ofStubs``.
final class StubBackend: ComputeBackend {
    /// The value of every float of a gradient. It is not zero: the system may share pages of zeros, and sending them
    /// would be faster than sending a real gradient.
    private static let gradientValue: Float = 1e-6

    let fingerprint = NumericsFingerprint.ofStubs
    private let layout: ParameterLayout
    private let pace: MicroBatchPace
    private let metrics: [Metric]
    private let countedClasses: Int

    /// A stub for a run of this job, layout and fingerprint.
    ///
    /// - Throws: ``WorkerError/unsuitable(reason:)`` if the fingerprint is not ``NumericsFingerprint/ofStubs``, or
    ///   the pace does not fit the layout.
    init(_ pace: MicroBatchPace, _ job: WorkerJob, layout: ParameterLayout, fingerprint: String) throws(WorkerError) {
        guard fingerprint == NumericsFingerprint.ofStubs else {
            throw .unsuitable(
                reason: "it is a stub, which computes nothing, and stubs can join only a benchmark of the exchange")
        }
        if let mismatch = pace.mismatch(with: layout) { throw .unsuitable(reason: mismatch) }
        self.pace = pace
        metrics = job.metrics
        countedClasses = job.countsClasses ? job.classes : 0
        self.layout = layout
    }

    func load(_ frame: ReceivedBytes, bucket: Int) {}

    func adoptWeights() {}

    func training(of microBatch: TrainingMicroBatch, slot: Int) -> SlotThreads.Job {
        let (pace, buckets, metrics) = (pace, layout.buckets, metrics)
        return { report in
            let start = ContinuousClock.now
            StubBackend.wait(until: start + pace.metrics)
            report(.metrics(StubBackend.sums(metrics, of: microBatch.index, in: microBatch.samples)))
            for (bucket, moment) in zip(buckets.indices.reversed(), pace.buckets) {
                // The floats of a bucket are all equal: the storage is new and holds zeros, or it is used again and
                // holds a stub's earlier gradient or sum. So the first float shows whether the bucket must be filled.
                let floats = UnsafeMutableBufferPointer(rebasing: microBatch.gradient.buffer[buckets[bucket]])
                if floats.first != StubBackend.gradientValue { floats.update(repeating: StubBackend.gradientValue) }
                StubBackend.wait(until: start + moment)
                report(.bucket(bucket))
            }
        }
    }

    func evaluation(of microBatch: Int, in samples: ReceivedSamples, slot: Int) -> SlotThreads.Job {
        let (pace, metrics, countedClasses) = (pace, metrics, countedClasses)
        return { report in
            StubBackend.wait(until: ContinuousClock.now + pace.metrics)
            var sums = StubBackend.sums(metrics, of: microBatch, in: samples)
            // A stub counts all samples as samples of the first class that are predicted correctly.
            var counts = ClassCounts(classes: countedClasses)
            for _ in 0..<(countedClasses > 0 ? sums.samples : 0) { counts.add(label: 0, prediction: 0) }
            sums.values += counts.values
            report(.metrics(sums))
        }
    }

    private static func sums(_ metrics: [Metric], of microBatch: Int, in samples: ReceivedSamples) -> MetricSums {
        MetricSums(values: metrics.map { _ in 1 }, samples: samples.count(of: microBatch))
    }

    private static func wait(until moment: ContinuousClock.Instant) {
        let microseconds = (moment - ContinuousClock.now) / .microseconds(1)
        if microseconds > 0 { usleep(UInt32(microseconds)) }
    }
}
