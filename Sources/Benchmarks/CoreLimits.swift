import Foundation
import Tensors

/// The measured limits of one core of this machine.
public struct CoreLimits: Codable, Sendable {
    /// The highest rate of a matrix multiplication, in GFLOP/s. It multiplies 96×256 by 256×64, which fits in the L1
    /// and L2 caches.
    public let products: Double
    /// GB/s, read and written, of copying 128 MiB.
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

    /// A rate in GFLOP/s beside its limit.
    func ofProducts(_ rate: Double) -> Rate { Rate(value: rate, unit: .product, shareOfLimit: rate / products) }

    /// A rate in GB/s beside its limit.
    func ofMemory(_ rate: Double) -> Rate { Rate(value: rate, unit: .memory, shareOfLimit: rate / memory) }

    var text: String {
        String(format: "products reach %.0f GFLOP/s, copying memory %.1f GB/s", products, memory)
    }
}

/// A measured rate, with the machine's limit.
public struct Rate: Codable, Sendable {
    /// The unit of a rate, and its limit.
    public enum Unit: String, Codable, Sendable {
        /// The fastest product of matrices.
        case product = "GFLOP/s"
        /// Copying memory that is in no cache, read and written.
        case memory = "GB/s"
    }

    /// The value in this unit.
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
