import Foundation
import Networks
import Tensors

/// What one core of this machine can do at best, measured.
public struct CoreLimits: Codable, Sendable {
    /// The fastest product of matrices, in GFLOP/s: 96×256 by 256×64, which stays in the first two caches.
    public let products: Double
    /// GB/s, read and written, of copying 128 MiB.
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
        String(format: "products reach %.0f GFLOP/s, copying memory %.1f GB/s", products, memory)
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
    static func rate(
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
func medianSeconds(of rounds: Int, _ body: () -> Void) -> Double {
    body()
    return median(
        (0..<rounds).map { _ in
            let start = ContinuousClock.now
            body()
            return (ContinuousClock.now - start) / .seconds(1)
        })
}
