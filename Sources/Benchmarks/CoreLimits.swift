import Foundation
import Tensors

/// The speed that one core of this machine can reach, as measured. Benchmarks compare the rates of kernels and layers
/// with these limits.
public struct CoreLimits: Codable, Sendable {
    /// The limit for matrix products, in GFLOP/s: the rate of multiplying a 96×256 by a 256×64 matrix. Both fit in the
    /// L1 and L2 caches, so the speed of memory does not lower the rate.
    public let products: Double
    /// The limit for other loops, in GB/s: the rate of copying 128 MiB of memory. Bytes that are read and bytes that
    /// are written both count.
    public let memory: Double

    private enum CodingKeys: String, CodingKey {
        case products = "product_gflops"
        case memory = "memory_gbs"
    }

    init(measuredWith instructions: InstructionSet) {
        let operands = ProductOperands(rows: 96, columns: 64, inner: 256)
        products = operands.operations / medianSeconds(of: 15) { operands.multiply(instructions) } / 1e9
        let (source, target) = (FloatStorage(count: 32 << 20), FloatStorage(count: 32 << 20))
        let seconds = medianSeconds(of: 7) { target.copy(from: source) }
        memory = Double(2 * source.count * MemoryLayout<Float>.stride) / seconds / 1e9
    }

    /// A measured rate in GFLOP/s, with its share of the limit ``products``.
    func ofProducts(_ rate: Double) -> Rate { Rate(value: rate, unit: .product, shareOfLimit: rate / products) }

    /// A measured rate in GB/s, with its share of the limit ``memory``.
    func ofMemory(_ rate: Double) -> Rate { Rate(value: rate, unit: .memory, shareOfLimit: rate / memory) }

    var text: String {
        String(format: "products reach %.0f GFLOP/s, copying memory %.1f GB/s", products, memory)
    }
}

/// A measured rate, and its share of the limit of one core.
public struct Rate: Codable, Sendable {
    /// The unit of a rate. It decides which limit the rate is compared with.
    public enum Unit: String, Codable, Sendable {
        /// Billions of floating-point operations per second. The limit is ``CoreLimits/products``.
        case product = "GFLOP/s"
        /// Gigabytes per second, read and written. The limit is ``CoreLimits/memory``.
        case memory = "GB/s"
    }

    /// The measured rate, in ``unit``.
    public let value: Double
    /// The unit of ``value``, which decides the limit.
    public let unit: Unit
    /// The measured rate ÷ the limit of one core.
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
