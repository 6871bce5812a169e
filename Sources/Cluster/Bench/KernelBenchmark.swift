import Configuration
import Foundation
import Networks
import Run
import Tensors
import Training

/// How fast the inner loops are on one core, each beside what the machine allows.
public struct KernelBenchmark: Codable, Sendable {
    /// One kernel at one size.
    public struct Row: Codable, Sendable {
        /// What it is, and of which layer.
        public let kernel: String
        /// Its size.
        public let size: String
        /// Microseconds for a micro-batch, or for the whole vector.
        public let microseconds: Double
        /// How fast it is, beside what bounds it.
        public let rate: Rate
    }

    /// The model.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// Samples of a micro-batch.
    public let microBatchSize: Int
    /// The vector instructions.
    public let instructions: String
    /// What a core can do.
    public let limits: CoreLimits
    /// The kernels.
    public let rows: [Row]

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case microBatchSize = "micro_batch_size"
        case instructions, limits, rows
    }

    /// Measures the kernels of this configuration's model at its micro-batch size.
    ///
    /// - Throws: what is wrong with the configuration.
    public init(configuration: RunConfiguration) throws {
        let job = try MeasuredRun.job(configuration, steps: 1)
        let kernels = job.configuration.cluster.kernels.set
        model = configuration.model
        padding = configuration.padding
        microBatchSize = job.microBatchSize
        instructions = kernels.name
        let limits = CoreLimits(measuredWith: kernels)
        self.limits = limits
        let products = job.network.products(samples: job.microBatchSize).map { product in
            let rate = LayerProduct.rate(
                rows: product.rows, columns: product.columns, inner: product.inner, count: product.count,
                role: product.role, kernels)
            return Row(
                kernel: "\(product.layer), \(product.role.rawValue)",
                size: "\(product.count) × (\(product.rows)×\(product.inner) · \(product.inner)×\(product.columns))",
                microseconds: product.operations / rate / 1e3, rate: limits.ofProducts(rate))
        }
        let vectors = KernelBenchmark.vectorKernels(job).map { name, bytes, seconds in
            Row(
                kernel: name, size: "\(job.network.layout.count) floats", microseconds: seconds * 1e6,
                rate: limits.ofMemory(bytes / seconds / 1e9))
        }
        rows = products + vectors
    }

    /// What the coordinator does with each float of a version: name, bytes touched, seconds.
    private static func vectorKernels(_ job: TrainingJob) -> [(name: String, bytes: Double, seconds: Double)] {
        let layout = job.network.layout
        let (old, new) = (ModelState(layout: layout), ModelState(layout: layout))
        old.weights.copy(from: job.network.initialWeights(seed: 0))
        let (gradient, other) = (FloatStorage(count: layout.count), FloatStorage(count: layout.count))
        let bytes = Double(layout.count * MemoryLayout<Float>.stride)
        let adam = medianSeconds(of: 21) {
            for bucket in layout.buckets {
                applyBucket(
                    bucket, layout: layout, gradient: gradient.pointer + bucket.lowerBound, samples: 64,
                    optimizer: AdamOptions(), learningRate: 1e-4, step: 1, from: old, to: new)
            }
        }
        let sum = medianSeconds(of: 21) {
            VectorKernels.add(other.pointer, to: gradient.pointer, count: layout.count)
        }
        var isFinite = true
        let look = medianSeconds(of: 21) {
            isFinite = VectorKernels.allFinite(UnsafePointer(gradient.pointer), count: layout.count) && isFinite
        }
        precondition(isFinite, "zeros are finite")
        return [("Adam", 7 * bytes, adam), ("sum of two gradients", 3 * bytes, sum), ("look for NaN", bytes, look)]
    }

    /// A table for people.
    public var text: String {
        func cell(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        let head =
            measuredModel(model, padding, microBatchSize) + ", one core, \(instructions): \(limits.text); "
            + "what a cache holds goes beyond 100%"
        let lines = rows.map { row in
            cell(row.kernel, 27) + cell(row.size, 34)
                + String(format: "%7.0f µs ", row.microseconds) + row.rate.text
        }
        return ([head, ""] + lines).joined(separator: "\n")
    }
}
