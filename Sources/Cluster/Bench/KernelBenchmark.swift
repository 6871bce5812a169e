import Configuration
import Foundation
import Networks
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
    /// The vector instructions.
    public let instructions: String
    /// What a core can do.
    public let limits: CoreLimits
    /// The kernels.
    public let rows: [Row]

    private enum CodingKeys: String, CodingKey {
        case model, instructions
        case limits, rows
    }

    /// Measures the kernels of this configuration's model at its micro-batch size.
    ///
    /// - Throws: what is wrong with the configuration.
    public init(configuration: RunConfiguration) throws {
        let job = try MeasuredRun.job(configuration, steps: 1)
        let kernels = job.configuration.cluster.kernels.set
        model = configuration.model
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
        let head = String(
            format: "%@, one core, %@: %@", model, instructions, limits.text)
        let lines = rows.map { row in
            cell(row.kernel, 27) + cell(row.size, 34)
                + String(format: "%7.0f µs ", row.microseconds) + row.rate.text
        }
        return ([head, ""] + lines).joined(separator: "\n")
    }
}

/// What one core of this machine can do at best, measured.
public struct CoreLimits: Codable, Sendable {
    /// The fastest product of matrices, in GFLOP/s: 96×256 by 256×64, which stays in the first two caches.
    public let products: Double
    /// GB/s, read and written, of copying 256 MiB.
    public let memory: Double

    private enum CodingKeys: String, CodingKey {
        case products = "product_gflops"
        case memory = "memory_gbs"
    }

    init(measuredWith kernels: KernelSet) {
        products = LayerProduct.rate(rows: 96, columns: 64, inner: 256, count: 1, role: .forward, kernels)
        let (source, target) = (FloatStorage(count: 32 << 20), FloatStorage(count: 32 << 20))
        let seconds = medianSeconds(of: 7) { target.copy(from: source) }
        memory = Double(2 * source.count * MemoryLayout<Float>.stride) / seconds / 1e9
    }

    /// A rate in GFLOP/s beside its limit.
    func ofProducts(_ rate: Double) -> Rate { Rate(value: rate, unit: .product, shareOfLimit: rate / products) }

    /// A rate in GB/s beside its limit.
    func ofMemory(_ rate: Double) -> Rate { Rate(value: rate, unit: .memory, shareOfLimit: rate / memory) }

    var text: String {
        String(
            format:
                "products reach %.0f GFLOP/s, copying memory %.1f GB/s; what a cache holds, and convolutions by Winograd's "
                + "algorithm, go beyond 100%%", products, memory)
    }
}

/// How fast something is, beside what the machine allows.
public struct Rate: Codable, Sendable {
    /// The unit and what bounds it.
    public enum Unit: String, Codable, Sendable {
        /// The fastest product of matrices.
        case product = "GFLOP/s"
        /// Copying memory that is in no cache, read and written.
        case memory = "GB/s"
    }

    /// So many of the unit.
    public let value: Double
    /// The unit.
    public let unit: Unit
    /// The value ÷ the limit's.
    public let shareOfLimit: Double

    private enum CodingKeys: String, CodingKey {
        case value, unit
        case shareOfLimit = "share_of_limit"
    }

    var text: String {
        String(format: "%7.1f ", value) + unit.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            + String(format: "%5.0f%%", 100 * shareOfLimit)
    }
}

extension LayerProduct {
    /// GFLOP/s of `count` such products, one after the other, each on its own operands as in training.
    fileprivate static func rate(
        rows: Int, columns: Int, inner: Int, count: Int, role: Role, _ kernels: KernelSet
    ) -> Double {
        let panels = (columns + RightFactor.panelWidth - 1) / RightFactor.panelWidth * RightFactor.panelWidth
        let a = FloatStorage(count: count * rows * inner)
        let b = FloatStorage(count: count * inner * panels)
        let c = FloatStorage(count: count * rows * columns)
        let seconds = medianSeconds(of: 15) {
            for place in 0..<count {
                let (left, right) = (a.pointer + place * rows * inner, b.pointer + place * inner * panels)
                kernels.multiply(
                    rows: rows, columns: columns, inner: inner,
                    role == .kernelGradient ? .transposed(left, stride: rows) : .rows(left, stride: inner),
                    role == .kernelGradient ? .rows(right, stride: panels) : .panels(right, inner: inner),
                    into: c.pointer + place * rows * columns, rowStride: columns)
            }
        }
        return 2 * Double(rows * columns) * Double(inner * count) / seconds / 1e9
    }
}

/// The median time of a call, of so many after the first.
private func medianSeconds(of rounds: Int, _ body: () -> Void) -> Double {
    body()
    return median(
        (0..<rounds).map { _ in
            let start = ContinuousClock.now
            body()
            return (ContinuousClock.now - start) / .seconds(1)
        })
}
