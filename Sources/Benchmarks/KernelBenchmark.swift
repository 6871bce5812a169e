import Configuration
import Foundation
import Networks
import OpenBLAS
import Run
import Tensors
import Training

/// Measures the speed of the inner loops (kernels) on one core. It compares each kernel with the limits of this core,
/// and matrix products also with OpenBLAS.
public struct KernelBenchmark: Codable, Sendable {
    /// The measured speed of one kernel for inputs of one size.
    public struct Row: Codable, Sendable {
        /// The kernel's name. For a matrix product, it names the layer and the role, for instance `conv2d_2,
        /// forward`.
        public let kernel: String
        /// The number and sizes of the kernel's matrix products, or the length of its vectors, as a text.
        public let size: String
        /// The time of the kernel in microseconds: for a matrix product, of all its products for one micro-batch; for
        /// another kernel, of one pass over the whole vector.
        public let microseconds: Double
        /// The kernel's rate, with its share of the limit of one core.
        public let rate: Rate
        /// Microseconds that OpenBLAS takes for products of the same sizes. Chorus' kernels and OpenBLAS are measured
        /// in alternation. Nil if this kernel is not a matrix product, or OpenBLAS is not available.
        public let openBLASMicroseconds: Double?
        /// OpenBLAS' time ÷ the time of Chorus' kernel; nil where ``openBLASMicroseconds`` is nil.
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
    /// The number of samples in the micro-batch that the kernels compute.
    public let microBatchSize: Int
    /// The vector instructions of the inner loops.
    public let instructions: String
    /// The measured limits of one core, which the kernels' rates are compared with.
    public let limits: CoreLimits
    /// The measured kernels: first the matrix products of the layers, then the loops over all weights or gradients.
    public let rows: [Row]
    /// The speed of the same layers if OpenBLAS computes them; nil if OpenBLAS is not available.
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

    /// Measures a product of a layer with Chorus' kernels. If OpenBLAS is available (`blas` is not nil), measures it
    /// with both in alternation.
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

    /// Measures the loops that the coordinator runs over all weights or gradients in each step. Returns for each loop
    /// its name, the number of bytes that it reads and writes, and its seconds.
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
        // Adam reads the gradient, the weights and both moments, and writes weights and moments: 7 floats a weight.
        return [("Adam", 7 * bytes, adam), ("sum of two gradients", 3 * bytes, sum), ("look for NaN", bytes, look)]
    }

    /// The results as a table for people.
    public var text: String {
        let head =
            measuredModel(model, padding, microBatchSize) + ", one core, \(instructions): \(limits.text); "
            + "loops whose data is in a cache can exceed 100%"
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

    /// The number of products and the sizes of their matrices, as a text for people.
    var size: String { "\(count) × (\(rows)×\(inner) · \(inner)×\(columns))" }
}

extension String {
    /// The text, filled with spaces to a width of `width` columns. At least one space is added, so that columns of a
    /// table do not touch.
    func filled(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
