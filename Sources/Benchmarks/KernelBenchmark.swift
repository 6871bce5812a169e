import Configuration
import Foundation
import Networks
import OpenBLAS
import Run
import Tensors
import Training

/// Measures the speed of the inner loops on one core, with the machine's limit for each, and OpenBLAS' speed for
/// products.
public struct KernelBenchmark: Codable, Sendable {
    /// One kernel at one size.
    public struct Row: Codable, Sendable {
        /// The kernel's name. For a matrix product, it names the layer and the role, for instance `conv2d_2,
        /// forward`.
        public let kernel: String
        /// Its size.
        public let size: String
        /// Microseconds for a micro-batch, or for the whole vector.
        public let microseconds: Double
        /// Its rate, with its limit.
        public let rate: Rate
        /// Microseconds that OpenBLAS takes for products of the same sizes. Chorus' kernels and OpenBLAS are measured
        /// in alternation. Nil if this kernel is not a matrix product, or OpenBLAS is not available.
        public let openBLASMicroseconds: Double?
        /// OpenBLAS' time ÷ the time of Chorus' kernel.
        public let openBLASRatio: Double?

        private enum CodingKeys: String, CodingKey {
            case kernel, size, microseconds, rate
            case openBLASMicroseconds = "openblas_microseconds"
            case openBLASRatio = "openblas_ratio"
        }

        fileprivate init(
            kernel: String, size: String, seconds: Double, rate: Rate, openBLASSeconds: Double? = nil
        ) {
            self.kernel = kernel
            self.size = size
            microseconds = seconds * 1e6
            self.rate = rate
            openBLASMicroseconds = openBLASSeconds.map { $0 * 1e6 }
            openBLASRatio = openBLASSeconds.map { $0 / seconds }
        }
    }

    /// The number of measurements of each kernel that is a matrix product. The result is their median.
    static let rounds = 15

    /// The model: `fer-cnn`, `hackersrealm`, or the path of a model file.
    public let model: String
    /// Padding of every convolution; nil for the model's own.
    public let padding: Padding?
    /// Samples of a micro-batch.
    public let microBatchSize: Int
    /// The vector instructions.
    public let instructions: String
    /// The limits of a core.
    public let limits: CoreLimits
    /// The kernels.
    public let rows: [Row]
    /// The same layers with OpenBLAS; nil without it.
    public let openBLAS: OpenBLASYardstick?
    /// Why OpenBLAS cannot be used, and what to do; nil if it can.
    public let openBLASProblem: String?

    private enum CodingKeys: String, CodingKey {
        case model, padding
        case microBatchSize = "micro_batch_size"
        case instructions, limits, rows
        case openBLAS = "openblas"
        case openBLASProblem = "openblas_problem"
    }

    /// Measures the kernels of this configuration's model at its micro-batch size, all on the same core.
    ///
    /// - Throws: what is wrong with the configuration, or ``BenchmarkError/notMeasured(reason:)`` if the system does
    ///   not let a thread stay on its core.
    public init(configuration: RunConfiguration) throws {
        self = try onOneCore { try KernelBenchmark(measuring: configuration) }
    }

    private init(measuring configuration: RunConfiguration) throws {
        let job = try MeasuredRun.job(configuration, steps: 1)
        let set = job.configuration.cluster.kernels.set
        model = configuration.model
        padding = configuration.padding
        microBatchSize = job.microBatchSize
        instructions = set.name
        let blas = Swift.Result { () throws(BLASError) in try BLAS.load() }
        let limits = CoreLimits(measuredWith: set)
        self.limits = limits
        let products = job.network.products(samples: job.microBatchSize).map { product in
            KernelBenchmark.row(product, set, try? blas.get(), limits)
        }
        let vectors = KernelBenchmark.vectorKernels(job).map { name, bytes, seconds in
            Row(
                kernel: name, size: "\(job.network.layout.count) floats", seconds: seconds,
                rate: limits.ofMemory(bytes / seconds / 1e9))
        }
        rows = products + vectors
        switch blas {
        case .success(let blas):
            openBLAS = OpenBLASYardstick(
                job.network, samples: job.microBatchSize, blas, limits: limits,
                own: Dictionary(uniqueKeysWithValues: products.map { ($0.kernel, $0.microseconds) }))
            openBLASProblem = nil
        case .failure(let error):
            openBLAS = nil
            openBLASProblem = "\(error)"
        }
    }

    /// A layer's product by the kernels and, in turn, by OpenBLAS.
    private static func row(
        _ product: LayerProduct, _ instructions: InstructionSet, _ blas: BLAS?, _ limits: CoreLimits
    ) -> Row {
        let operands = ProductOperands(product)
        var bodies = [{ operands.multiply(instructions) }]
        if let blas { bodies.append { operands.multiply(blas) } }
        let seconds = medianSeconds(of: rounds, inTurn: bodies)
        return Row(
            kernel: product.name, size: product.size, seconds: seconds[0],
            rate: limits.ofProducts(product.operations / seconds[0] / 1e9),
            openBLASSeconds: blas == nil ? nil : seconds[1])
    }

    /// The coordinator's work on each float of a version: name, bytes read and written, seconds.
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
        let head =
            measuredModel(model, padding, microBatchSize) + ", one core, \(instructions): \(limits.text); "
            + "what a cache holds goes beyond 100%"
        let lines = rows.map { row in
            var line =
                row.kernel.filled(to: 27) + row.size.filled(to: 34)
                + String(format: "%7.0f µs ", row.microseconds) + row.rate.text
            if let time = row.openBLASMicroseconds, let ratio = row.openBLASRatio {
                line += String(format: "   OpenBLAS %7.0f µs, %.2f times as long", time, ratio)
            }
            return line
        }
        let yardstick = openBLAS?.text ?? openBLASProblem ?? ""
        return ([head, ""] + lines + ["", yardstick]).joined(separator: "\n")
    }
}

extension LayerProduct {
    /// The layer and the role of the product, as a text for people: `conv2d_2, forward`.
    var name: String { "\(layer), \(role.rawValue)" }

    /// How many products there are, of which size.
    var size: String { "\(count) × (\(rows)×\(inner) · \(inner)×\(columns))" }
}

extension String {
    /// The text with spaces up to `width` columns, at least one.
    func filled(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
