import Tensors
import Vocabulary

extension WorkerJob {
    /// Checks the numbers and the metrics of the job against their limits, and that ``text`` is no longer than
    /// ``textLimit``. A worker checks a job that it has received before it builds the network, because a wrong number
    /// could crash the worker. ``network()`` checks the model itself.
    ///
    /// - Throws: `WorkerJobError.value(key:value:allowed:)`, `WorkerJobError.tooLong(bytes:)`.
    public func check() throws(WorkerJobError) {
        try check("input.height", input.height, 1...16_384)
        try check("input.width", input.width, 1...16_384)
        try check("input.channels", input.channels, 1...64)
        // Labels have 16 bits.
        try check("classes", classes, 1...65_536)
        try check("classWeights' count", classWeights.count, classes...classes)
        for weight in classWeights {
            try check("classWeights", weight.isFinite && weight >= 0, weight, "finite numbers from 0")
        }
        try check("batchSize", batchSize, 1...1_048_576)
        try check("microBatches", microBatches, 1...min(batchSize, 4096))
        try check("microBatches", microBatches.nonzeroBitCount == 1, microBatches, "powers of two")
        try check("metrics' count", metrics.count, 1...Metric.ofSamples.count)
        try check("metrics", Set(metrics).count == metrics.count, metrics.map(\.rawValue), "each once")
        try check(
            "metrics", !metrics.contains(where: \.isOfClasses), metrics.map(\.rawValue),
            "\(Metric.ofSamples.map(\.rawValue))")
        try check("bucketLimit", bucketLimit, 65_536...1_048_576)
        try check("bucketLimit", bucketLimit.nonzeroBitCount == 1, bucketLimit, "powers of two")
        let bytes = text.utf8.count
        guard bytes <= WorkerJob.textLimit else { throw .tooLong(bytes: bytes) }
    }

    private func check(_ key: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(WorkerJobError) {
        try check(key, allowed.contains(value), value, "\(allowed)")
    }

    private func check(
        _ key: String, _ isRight: Bool, _ value: some CustomStringConvertible, _ allowed: String
    ) throws(WorkerJobError) {
        guard isRight else { throw .value(key: key, value: value.description, allowed: allowed) }
    }
}
